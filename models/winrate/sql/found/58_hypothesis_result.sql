-- hypothesis_result: one row per registered hypothesis and set of races: what they say of it. Only races collected since it was registered
-- test it; on the others it was found. Intervals and p values take the widest standard error of the plan.
-- key: hypothesis_id, races
create or replace table hypothesis_result as
with tested as (
    select estimated.*, hypothesis.kind, hypothesis.expected, setting.level,
        estimate - normal_half(se, setting.level) as lower, estimate + normal_half(se, setting.level) as upper,
        two_sided(estimate / se) as p
    from work.hypothesis_estimate as estimated
    join hypothesis using (hypothesis_id)
    cross join setting
),
-- Holm (1979), Scandinavian Journal of Statistics 6: of m secondary hypotheses the k-th smallest p is multiplied by m - k + 1, and none falls
-- below one before it. The primary one stands alone.
raised as (
    select hypothesis_id, races, p, least(1, p * (count(*) over (partition by races) + 1 - row_number() over (partition by races order by p))) as p_raised
    from tested
    where kind <> 'primary' and p is not null
),
adjusted as (
    select hypothesis_id, races, max(p_raised) over (partition by races order by p rows between unbounded preceding and current row) as p_holm
    from raised
)
select hypothesis_id, win_rule, position, races, n, estimate, lower, upper, level, method, p as p_value,
    case when kind = 'primary' then p else p_holm end as p_holm,
    -- Only races collected since the registration, at position 3, can test it. An interval around 0 does not show that there is no effect.
    case when position <> 3 then 'not a test'
        when n = 0 then 'no race yet'
        when estimate is null then 'too few races'
        when lower <= 0 and upper >= 0 then case expected when 'zero' then 'not contradicted' else 'open' end
        when expected = 'zero' or (expected = 'positive') <> (estimate > 0) then 'contradicted'
        else 'supported'
    end as verdict
from tested
left join adjusted using (hypothesis_id, races)
order by hypothesis_id, position, races;

comment on column hypothesis_result.hypothesis_id is 'hypothesis';
comment on column hypothesis_result.win_rule is 'what counts as a win for it, as in win_rule';
comment on column hypothesis_result.position is 'order of the sets [rank]';
comment on column hypothesis_result.races is 'all, known when registered, collected since, or one wave';
comment on column hypothesis_result.n is 'decided races of the set that the estimate rests on: with a known network where the hypothesis asks for one [races]';
comment on column hypothesis_result.estimate is 'estimate of the effect, 0 without one: a log odds ratio, or a difference of probabilities; null: too few races [see hypothesis.estimand]';
comment on column hypothesis_result.lower is 'lower end of its interval';
comment on column hypothesis_result.upper is 'upper end of its interval';
comment on column hypothesis_result.level is 'level of the interval [probability]';
comment on column hypothesis_result.method is 'which standard error: independent, first mover, dyadic, or dyadic or market';
comment on column hypothesis_result.p_value is 'two-sided p value [probability]';
comment on column hypothesis_result.p_holm is 'adjusted for the other secondary hypotheses by Holm''s method [probability]';
comment on column hypothesis_result.verdict is 'of the races collected since: supported, open, contradicted; not contradicted, where no effect is expected; no race yet, or too few races. Of the others: not a test';
