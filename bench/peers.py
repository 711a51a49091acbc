"""The growing relations as an analyst would script them: peers.py duckdb|polars|pandas PACKAGE OUT

Conflicting claims are resolved; then a monthly grid (log-linear), growth (previous, quarter, year),
shares and their concentration, each written as Parquet.
"""
import sys, os, time
eng, pkg, out = sys.argv[1:4]
os.makedirs(out, exist_ok=True)
if eng=='duckdb':
    import duckdb
    c=duckdb.connect(); c.execute('set threads=2')
    c.execute(f"""
    create table src as select *, case kind when 'company_filing' then 1 when 'press_release' then 2 when 'company_statement' then 2 when 'research' then 4 when 'news' then 3 else 5 end rk from read_csv('{pkg}/sources.csv', all_varchar=true, delim=',', quote='"', header=true);
    create table obs as select *, case length(period) when 4 then make_date(cast(period as int),12,31) when 10 then cast(period as date)
       else case when period like '%Q%' then last_day(make_date(cast(period[1:4] as int), 3*cast(period[7] as int),1)) else last_day(cast(period||'-01' as date)) end end as on_
       from read_csv('{pkg}/observations.csv', delim=',', quote='"', header=true, types={{'period':'varchar','value':'bigint'}});
    create table series as select * from (select o.*, s.rk, s.published_on, min(value) over k lo, max(value) over k hi, count(*) over k n,
       row_number() over (partition by platform_id,metric,market,period order by rk, case qualifier when 'exact' then 1 when 'approx' then 2 else 3 end, published_on desc nulls last, value desc, source_id) place
       from obs o join src s using (source_id) window k as (partition by platform_id,metric,market,period)) where place=1 order by platform_id,metric,market,on_;
    create table conflict as select o.*, s.value chosen, o.value/s.value ratio from obs o join series s using (platform_id,metric,market,period) where o.source_id<>s.source_id or o.value<>s.value;
    create table monthly as with m as (select platform_id,metric,market,date_trunc('month',on_)::date mo,value,row_number() over (partition by platform_id,metric,market,date_trunc('month',on_) order by qualifier) ch from series where length(period)>4),
      st as (select *, lead(mo) over w nm, lead(value) over w nv from m where ch=1 window w as (partition by platform_id,metric,market order by mo))
      select platform_id,metric,market, (mo + i*interval 1 month)::date as month, case when i=0 then value else exp(ln(value)+(ln(nv)-ln(value))*i/datediff('month',mo,nm)) end as value
      from st, unnest(range(0, coalesce(greatest(datediff('month',mo,nm),1),1))) t(i) order by all;
    create table growth as with p as (select *, row_number() over (partition by platform_id,metric,market order by on_,period) pos from series)
      select a.platform_id,a.metric,a.market,'previous' cmp,a.on_,a.value/b.value-1 g from p a join p b using (platform_id,metric,market) where b.pos=a.pos-1
      union all
      select a.platform_id,a.metric,a.market,'quarter',a.on_,a.value/b.value-1 from p a asof join p b on a.platform_id=b.platform_id and a.metric=b.metric and a.market=b.market and a.on_ - interval 75 day >= b.on_ where datediff('day',b.on_,a.on_)<=107
      union all
      select a.platform_id,a.metric,a.market,'year',a.on_,a.value/b.value-1 from p a asof join p b on a.platform_id=b.platform_id and a.metric=b.metric and a.market=b.market and a.on_ - interval 330 day >= b.on_ where datediff('day',b.on_,a.on_)<=400;
    create table share as select *, value/sum(value) over (partition by metric,market,month) share from monthly;
    create table hhi as select metric,market,month,sum(share*share) hhi from share group by all;
    """)
    for t in ['series','conflict','monthly','growth','share','hhi']: c.execute(f"copy (from {t}) to '{out}/{t}.parquet' (compression zstd)")
    print(c.execute('select (select count(*) from series),(select count(*) from monthly),(select count(*) from growth),(select count(*) from share)').fetchone())
elif eng=='polars':
    import polars as pl
    K=['platform_id','metric','market']
    s=pl.read_csv(f'{pkg}/sources.csv',infer_schema_length=0).with_columns(rk=pl.col('kind').replace_strict({'company_filing':1,'press_release':2,'company_statement':2,'news':3,'research':4},default=5,return_dtype=pl.Int8)).select('source_id','rk','published_on')
    o=pl.read_csv(f'{pkg}/observations.csv',infer_schema_length=0).with_columns(pl.col('value').cast(pl.Int64), L=pl.col('period').str.len_chars(), q=pl.col('qualifier').replace_strict({'exact':1,'approx':2},default=3,return_dtype=pl.Int8))
    y=pl.col('period').str.slice(0,4).cast(pl.Int32)
    o=o.with_columns(on=pl.when(pl.col('L')==4).then(pl.date(y,12,31)).when(pl.col('L')==10).then(pl.col('period').str.to_date('%Y-%m-%d',strict=False)).when(pl.col('period').str.contains('Q')).then(pl.date(y,3*pl.col('period').str.slice(6,1).cast(pl.Int32,strict=False),1).dt.month_end()).otherwise((pl.col('period')+'-01').str.to_date('%Y-%m-%d',strict=False).dt.month_end()))
    j=o.join(s,on='source_id').sort(K+['period','rk','q','published_on','value','source_id'],descending=[False]*6+[True,True,False],nulls_last=True)
    ser=j.group_by(K+['period'],maintain_order=True).agg(pl.all().first(), lo=pl.col('value').min(), hi=pl.col('value').max(), n=pl.len()).sort(K+['on'])
    con=o.join(ser.select(K+['period',pl.col('value').alias('chosen'),pl.col('source_id').alias('csrc')]),on=K+['period']).filter((pl.col('source_id')!=pl.col('csrc'))|(pl.col('value')!=pl.col('chosen')))
    m=ser.filter(pl.col('L')>4).with_columns(mo=pl.col('on').dt.month_start()).sort(K+['mo','q']).unique(K+['mo'],keep='first',maintain_order=True)
    m=m.with_columns(nm=pl.col('mo').shift(-1).over(K),nv=pl.col('value').shift(-1).over(K))
    m=m.with_columns(gap=((pl.col('nm').dt.year()-pl.col('mo').dt.year())*12+(pl.col('nm').dt.month().cast(pl.Int32)-pl.col('mo').dt.month().cast(pl.Int32))).fill_null(1).clip(1))
    g=m.with_columns(i=pl.int_ranges(0,pl.col('gap'))).explode('i').with_columns(month=pl.col('mo').dt.offset_by(pl.col('i').cast(pl.String)+'mo'),v=(pl.col('value').log()+(pl.col('nv').fill_null(1).log()-pl.col('value').log())*pl.col('i')/pl.col('gap')).exp()).select(K+['month','v']).sort(K+['month'])
    prev=ser.with_columns(g=pl.col('value')/pl.col('value').shift(1).over(K)-1)
    def asof(lo,hi,name):
        a=ser.select(K+['on','value']).with_columns(t=pl.col('on').dt.offset_by(f'-{lo}d')).sort('t')
        b=ser.select(K+[pl.col('on').alias('t'),pl.col('value').alias('bv'),pl.col('on').alias('bon')]).sort('t')
        return a.join_asof(b,on='t',by=K).filter((pl.col('on')-pl.col('bon')).dt.total_days()<=hi).with_columns(g=pl.col('value')/pl.col('bv')-1,cmp=pl.lit(name))
    gr=pl.concat([asof(75,107,'quarter'),asof(330,400,'year')])
    sh=g.with_columns(share=pl.col('v')/pl.col('v').sum().over(['metric','market','month']))
    h=sh.group_by(['metric','market','month']).agg(hhi=(pl.col('share')**2).sum())
    for n,t in dict(series=ser,conflict=con,monthly=g,prev=prev,growth=gr,share=sh,hhi=h).items(): t.write_parquet(f'{out}/{n}.parquet')
    print(len(ser),len(g),len(prev)+len(gr),len(sh))
else:
    import pandas as pd, numpy as np
    K=['platform_id','metric','market']
    s=pd.read_csv(f'{pkg}/sources.csv',dtype=str); s['rk']=s.kind.map({'company_filing':1,'press_release':2,'company_statement':2,'news':3,'research':4}).fillna(5)
    o=pd.read_csv(f'{pkg}/observations.csv',dtype={'period':str})
    L=o.period.str.len(); isq=o.period.str.contains('Q')
    per=o.period.where(~isq, o.period.str.replace(r'(\d{4})-Q(\d)',lambda m:f'{m[1]}-{3*int(m[2]):02d}',regex=True))
    on=pd.to_datetime(per.where(L!=4,per+'-12'),format='ISO8601'); o['on']=on.where(L==10,on+pd.offsets.MonthEnd(0)); o['L']=L
    o['q']=o.qualifier.map({'exact':1,'approx':2}).fillna(3)
    j=o.merge(s[['source_id','rk','published_on']],on='source_id').sort_values(K+['period','rk','q','published_on','value','source_id'],ascending=[True]*6+[False,False,True])
    gb=j.groupby(K+['period'],sort=False)
    ser=j.drop_duplicates(K+['period']).merge(gb.value.agg(lo='min',hi='max',n='count').reset_index(),on=K+['period']).sort_values(K+['on'])
    con=o.merge(ser[K+['period','value','source_id']].rename(columns={'value':'chosen','source_id':'csrc'}),on=K+['period']); con=con[(con.source_id!=con.csrc)|(con.value!=con.chosen)]
    m=ser[ser.L>4].copy(); m['mo']=m.on.values.astype('datetime64[M]'); m=m.sort_values(K+['mo','q']).drop_duplicates(K+['mo'])
    gg=m.groupby(K,sort=False); m['nm']=gg.mo.shift(-1); m['nv']=gg.value.shift(-1)
    gap=((m.nm.dt.year-m.mo.dt.year)*12+m.nm.dt.month-m.mo.dt.month).fillna(1).clip(lower=1).astype(int)
    r=m.loc[m.index.repeat(gap)]; i=r.groupby(level=0).cumcount().values; gp=gap.loc[r.index].values
    v=np.exp(np.log(r.value)+(np.log(r.nv.fillna(1))-np.log(r.value))*i/gp)
    g=r[K].copy(); g['month']=(r.mo.values.astype('datetime64[M]')+i.astype('timedelta64[M]')).astype('datetime64[ns]'); g['v']=v.values
    prev=ser.copy(); prev['g']=ser.value/ser.groupby(K).value.shift(1)-1
    def asof(lo,hi):
        a=ser[K+['on','value']].copy(); a['t']=a.on-pd.Timedelta(days=lo); b=ser[K+['on','value']].rename(columns={'on':'t','value':'bv'}); b['bon']=b.t
        x=pd.merge_asof(a.sort_values('t'),b.sort_values('t'),on='t',by=K); x=x[(x.on-x.bon).dt.days<=hi]; x['g']=x.value/x.bv-1; return x
    gr=pd.concat([asof(75,107),asof(330,400)])
    sh=g; sh['share']=sh.v/sh.groupby(['metric','market','month']).v.transform('sum')
    h=(sh.share**2).groupby([sh.metric,sh.market,sh.month]).sum().reset_index()
    for n,t in dict(series=ser,conflict=con,monthly=g,prev=prev,growth=gr,share=sh,hhi=h).items(): t.to_parquet(f'{out}/{n}.parquet')
    print(len(ser),len(g),len(prev)+len(gr),len(sh))
