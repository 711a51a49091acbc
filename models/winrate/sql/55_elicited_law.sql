-- elicited_law: one row per version of the bet, law and reading of "no hope": the law of the critical lead time that it implies.
-- key: version, reading, law, hopeless_low, hopeless_high, eps, months
create or replace table elicited_law (
    version varchar,
    reading varchar,
    law varchar,
    even_months double,
    hopeless_low double,
    hopeless_high double,
    eps double,
    months double,
    p double
);

comment on column elicited_law.version is 'whose version';
comment on column elicited_law.reading is 'numbers: as stated; words: no number was given, the longest lead is read as even odds, the shortest as no hope';
comment on column elicited_law.law is 'logistic or normal';
comment on column elicited_law.even_months is 'head start with even odds [month]';
comment on column elicited_law.hopeless_low is 'least head start said to be hopeless [month]';
comment on column elicited_law.hopeless_high is 'most head start said to be hopeless [month]';
comment on column elicited_law.eps is 'probability that "no hope" stands for at most [probability]';
comment on column elicited_law.months is 'head start [month]';
comment on column elicited_law.p is 'probability that the first mover wins: the most that the bet allows below even odds [probability]';
