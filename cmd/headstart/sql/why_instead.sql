-- why_instead: one row, with what there is where no figure is in use for a platform, a metric, a market and a period; null: nothing.
select
    -- the figure in doubt
    (select {'value': value, 'doubt': rtrim(doubt, '.'), 'source': source_id}
    from observation
    where platform_id = $platform and metric = $metric and market = $market and period = $period and doubt is not null
    order by value, source_id
    limit 1) as doubted,
    -- the two figures that an interpolated month lies between
    (select {'value': monthly.value, 'from': segment.from_period, 'to': segment.to_period}
    from monthly
    join segment using (platform_id, metric, market, definition_id)
    where platform_id = $platform and metric = $metric and market = $market and monthly.kind = 'interpolated'
        and strftime(monthly.month, '%Y-%m') = $period and segment.from_month < monthly.month and monthly.month < segment.to_month) as between,
    -- a figure of the same period, else of the nearest one; of the same metric and market where there is one
    (select {'period': period, 'metric': metric, 'market': market}
    from series
    where platform_id = $platform
    order by period = $period desc, metric = $metric and market = $market desc, market = $market desc,
        abs(datediff('day', placed_on, coalesce(try_cast(left($period, 4) || '-07-01' as date), date '2015-07-01'))), period, metric, market
    limit 1) as other
