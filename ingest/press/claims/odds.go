package claims

import "headstart/ingest/press/words"

// odds reads elicited odds of winning.
func (r *reader) odds(tokens []words.Token) {}
