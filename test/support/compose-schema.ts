import Type from "typebox";

// The part of the Compose Specification (compose-spec.json) that our file uses, as strict as there: a key it does not know is a fault.
const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Duration = Type.String({ pattern: "^(\\d+(us|ms|s|m|h))+$" });
const Size = Type.String({ pattern: "^\\d+([bkmg]|[kmg]b)?$" });
const ServiceName = "^[a-zA-Z0-9._-]+$";
const VariableName = "^[A-Z][A-Z0-9_]*$";

const Dependency = Type.Object(
  {
    condition: Type.Enum(["service_started", "service_healthy", "service_completed_successfully"]),
    required: Type.Optional(Type.Boolean()),
    restart: Type.Optional(Type.Boolean()),
  },
  closed,
);

const Healthcheck = Type.Object(
  {
    test: Type.Array(Text, { minItems: 2 }),
    interval: Type.Optional(Duration),
    timeout: Type.Optional(Duration),
    retries: Type.Optional(Type.Integer({ minimum: 1 })),
    start_period: Type.Optional(Duration),
  },
  closed,
);

const Service = Type.Object(
  {
    build: Type.Optional(Text),
    image: Type.Optional(Text),
    init: Type.Optional(Type.Boolean()),
    restart: Type.Optional(Type.String({ pattern: "^(no|always|unless-stopped|on-failure(:\\d+)?)$" })),
    stop_grace_period: Type.Optional(Duration),
    user: Type.Optional(Text),
    read_only: Type.Optional(Type.Boolean()),
    tmpfs: Type.Optional(Type.Array(Type.String({ pattern: "^/" }), { uniqueItems: true })),
    cap_drop: Type.Optional(Type.Array(Text, { uniqueItems: true })),
    security_opt: Type.Optional(Type.Array(Text, { uniqueItems: true })),
    shm_size: Type.Optional(Size),
    mem_limit: Type.Optional(Size),
    pids_limit: Type.Optional(Type.Integer({ minimum: -1 })),
    networks: Type.Optional(Type.Array(Text, { uniqueItems: true })),
    depends_on: Type.Optional(Type.Record(Type.String({ pattern: ServiceName }), Dependency, closed)),
    env_file: Type.Optional(Text),
    // A number or a boolean would be read by YAML and not by the program: text only.
    environment: Type.Optional(Type.Record(Type.String({ pattern: VariableName }), Type.String(), closed)),
    ports: Type.Optional(Type.Array(Text, { uniqueItems: true })),
    volumes: Type.Optional(Type.Array(Text, { uniqueItems: true })),
    command: Type.Optional(Type.Array(Text)),
    healthcheck: Type.Optional(Healthcheck),
  },
  closed,
);

export const ComposeFile = Type.Object(
  {
    name: Type.Optional(Type.String({ pattern: "^[a-z0-9][a-z0-9_-]*$" })),
    services: Type.Record(Type.String({ pattern: ServiceName }), Service, closed),
    networks: Type.Optional(
      Type.Record(
        Type.String({ pattern: ServiceName }),
        Type.Union([Type.Null(), Type.Object({ internal: Type.Optional(Type.Boolean()) }, closed)]),
        closed,
      ),
    ),
    volumes: Type.Optional(Type.Record(Type.String({ pattern: ServiceName }), Type.Null(), closed)),
  },
  closed,
);
