-- rate_error: one row per win rule and estimate of rate_score: its standard error by what is taken to be related.
-- se takes races as independent; se_first_mover as clusters of one first mover (Liang and Zeger 1986, Biometrika 73); se_dyadic takes every
-- two races with a platform in common as related (Aronow, Samii and Assenova 2015, Political Analysis 23); se_dyadic_market also those
-- of one market (Cameron, Gelbach and Miller 2011, Journal of Business and Economic Statistics 29). Each is a sum of squares over groups, by
-- inclusion and exclusion: two races of the same two platforms share both and must count once. A sum below 0 counts as 0.
-- key: win_rule, estimate, kind, subset
create or replace table rate_error as
-- A number in place of four names, by which rows are gathered again and again.
with asked as (
    select row_number() over (order by win_rule, estimate, kind, subset) as number, win_rule, estimate, kind, subset
    from (select distinct win_rule, estimate, kind, subset from rate_score) as estimates
),
member as (
    select asked.number, rate_score.race_id, rate_score.score, race.market, race.first_mover, race.responder,
        least(race.first_mover, race.responder) || ' / ' || greatest(race.first_mover, race.responder) as pair
    from rate_score
    join asked using (win_rule, estimate, kind, subset)
    join race using (race_id)
),
-- A race is in the group of either platform.
side as (
    select number, first_mover as platform, market, score from member
    union all
    select number, responder, market, score from member
),
total as (
    select number, 'race' as of_one, sum(score) as score from member group by number, race_id
    union all
    select number, 'first_mover', sum(score) from member group by number, first_mover
    union all
    select number, 'platform', sum(score) from side group by number, platform
    union all
    select number, 'pair', sum(score) from member group by number, pair
    union all
    select number, 'market', sum(score) from member group by number, market
    union all
    select number, 'platform_market', sum(score) from side group by number, platform, market
    union all
    select number, 'pair_market', sum(score) from member group by number, pair, market
),
squared as (
    select number,
        sum(case of_one when 'race' then score * score else 0 end) as alone,
        sum(case of_one when 'first_mover' then score * score else 0 end) as first_mover,
        sum(case of_one when 'platform' then score * score when 'pair' then -score * score else 0 end) as dyadic,
        sum(case of_one when 'market' then score * score when 'platform_market' then -score * score when 'pair_market' then score * score
            else 0 end) as market_alone
    from total
    group by number
),
-- Rounded, so that the order in which rows were added up decides nothing.
rooted as (
    select number,
        round(sqrt(round(alone, 15)), 12) as se,
        round(sqrt(round(first_mover, 15)), 12) as se_first_mover,
        round(sqrt(round(greatest(0, dyadic), 15)), 12) as se_dyadic,
        round(sqrt(round(greatest(0, dyadic + market_alone), 15)), 12) as se_dyadic_market
    from squared
)
select win_rule, estimate, kind, subset, se, se_first_mover, se_dyadic, se_dyadic_market,
    greatest(se_first_mover, se_dyadic, se_dyadic_market) as se_widest,
    case greatest(se_first_mover, se_dyadic, se_dyadic_market)
        when se_dyadic_market then 'dyadic or market' when se_dyadic then 'dyadic' else 'first mover' end as widest
from rooted
join asked using (number)
order by win_rule, estimate, kind, subset;

comment on column rate_error.win_rule is 'what counts as a win, as in win_rule';
comment on column rate_error.estimate is 'rate or contrast';
comment on column rate_error.kind is 'kind of race_subset, or contrast of contrast_side';
comment on column rate_error.subset is 'set of races; empty for a contrast';
comment on column rate_error.se is 'standard error, races independent [probability]';
comment on column rate_error.se_first_mover is 'standard error, clustered by first mover [probability]';
comment on column rate_error.se_dyadic is 'standard error, races with a platform in common related [probability]';
comment on column rate_error.se_dyadic_market is 'standard error, races with a platform or the market in common related [probability]';
comment on column rate_error.se_widest is 'the largest of the three clustered ones [probability]';
comment on column rate_error.widest is 'which that is: first mover, dyadic, or dyadic or market';
