-- The agent, by the key of desk.yaml, in whose name an API key acts; null: it acts in nobody's name. Whether that agent may
-- still act is asked of the desk file at each request.
alter table api_key add agent text;
