-- What was raised of a ticket's clocks is kept by the words of its policy's steps, of which there can be any number.

alter table tickets add column sla_told text not null default '';
update tickets set sla_told = trim(
    case when sla_raised & 1 > 0 then 'first_response:25% ' else '' end ||
    case when sla_raised & 2 > 0 then 'first_response:due ' else '' end ||
    case when sla_raised & 4 > 0 then 'next_response:25% ' else '' end ||
    case when sla_raised & 8 > 0 then 'next_response:due ' else '' end ||
    case when sla_raised & 16 > 0 then 'resolution:25% ' else '' end ||
    case when sla_raised & 32 > 0 then 'resolution:due ' else '' end) where sla_raised > 0;
alter table tickets drop column sla_raised;
