-- A way out whose access token is refused, or has none: no password mends it.
alter table smtp_route drop constraint smtp_route_trouble_check;
alter table smtp_route add constraint smtp_route_trouble_check
  check (trouble in ('login-refused', 'token-refused', 'unreachable', 'closing'));
