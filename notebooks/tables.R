# Five things to do with the tables of a run, in R:
#
#   Rscript notebooks/tables.R
#
# It takes the tables in out/latest/tables, or where HEADSTART_TABLES says, and
# draws to adoption.pdf. It needs one of nanoparquet, arrow or duckdb; without
# any, the program that HEADSTART_BIN names (bin/headstart) writes CSV.

folder <- Sys.getenv("HEADSTART_TABLES", "out/latest/tables")
has <- function(package) requireNamespace(package, quietly = TRUE)

# 1. Load.
read <- function(name) {
  file <- file.path(folder, paste0(name, ".parquet"))
  if (!file.exists(file)) stop("no run found: make one with `make report`, or set HEADSTART_TABLES", call. = FALSE)
  if (has("nanoparquet")) return(as.data.frame(nanoparquet::read_parquet(file)))
  if (has("arrow")) return(as.data.frame(arrow::read_parquet(file)))
  if (has("duckdb")) {
    db <- DBI::dbConnect(duckdb::duckdb())
    on.exit(DBI::dbDisconnect(db, shutdown = TRUE))
    return(DBI::dbGetQuery(db, "select * from read_parquet(?)", list(file)))
  }
  ask <- c("sql", "--csv", shQuote(paste("from", name)), "--run", shQuote(dirname(folder)))
  read.csv(text = system2(Sys.getenv("HEADSTART_BIN", "bin/headstart"), ask, stdout = TRUE), na.strings = "")
}

focus <- read("shown")
platform <- read("platform")[c("platform_id", "name")]
series <- merge(read("series"), focus[c("metric", "market")])

# 2. Plot adoption: the metric and the market that charts show. carries leaves out
# bounds that say less than an earlier figure; a line joins figures under one definition.
shown <- merge(series[as.logical(series$carries), ], platform)
shown$placed_on <- as.Date(shown$placed_on)
shown <- shown[order(shown$placed_on), ]
largest <- head(names(sort(tapply(shown$value, shown$name, max), decreasing = TRUE)), 6)
if (length(largest)) {
  pdf("adoption.pdf", width = 9, height = 5)
  drawn <- shown[shown$name %in% largest, ]
  plot(drawn$placed_on, drawn$value / 1e6, type = "n", xlab = "", ylab = paste("million", focus$short), ylim = c(0, max(drawn$value / 1e6)))
  for (part in split(drawn, paste(drawn$name, drawn$definition_id))) {
    lines(part$placed_on, part$value / 1e6, type = "o", pch = ifelse(part$qualifier %in% c("at_least", "at_most"), 2, 19), col = match(part$name[1], largest))
  }
  legend("topleft", largest, col = seq_along(largest), lwd = 1, bty = "n")
  invisible(dev.off())
  print(shown[!duplicated(shown$name, fromLast = TRUE) & shown$name %in% largest, c("name", "period", "value", "qualifier")], row.names = FALSE)
} else cat("No figure to plot.\n")

# 3. Win rate: by head start, by the primary rule.
rule <- subset(read("win_rule"), role == "primary")$win_rule
bucket <- subset(read("win_rate_bucket"), win_rule == rule)
print(bucket[order(bucket$position), c("bucket", "wins", "n", "rate", "lower", "upper", "method")], row.names = FALSE)

# 4. What if: probability that the first mover wins, by head start in months. A model
# without a network knows none; the others take that of the founding race, or 30 million.
network <- c(na.omit(read("founding_race")$responder_network), 30e6)[1]
what_if <- read("what_if")
asked <- what_if[what_if$months %in% c(3, 6, 12, 24) & (is.na(what_if$network) | what_if$network == network), ]
print(asked[order(asked$months, asked$model), c("months", "model", "network", "p", "lower", "upper")], row.names = FALSE)

# 5. Join your own data: by name and year. all.x keeps the rows that find nothing.
# The table is typed in here; yours is from read.csv("mine.csv").
shown$year <- as.integer(format(shown$placed_on, "%Y"))
yearly <- shown[!duplicated(shown[c("name", "year")], fromLast = TRUE), c("name", "year", "period", "value", "qualifier")]
mine <- rbind(
  data.frame(name = largest, year = vapply(largest, function(n) max(shown$year[shown$name == n]), 0L), price = rep(1.99, length(largest))),
  data.frame(name = "Not in this package", year = 2020L, price = 4.99)
)
joined <- merge(mine, yearly, all.x = TRUE)
stopifnot(nrow(joined) == nrow(mine))
print(joined, row.names = FALSE)
