create table events (position bigint primary key);
