-- Operations look for deliveries that are dead or wait: few, among all that ever arrived.
create index webhook_delivery_open on webhook_delivery (state, id) where state <> 'delivered';
