package stored

// Permit is what a query must pass before it is run.
var Permit = permit
