import type { DesiredContainer, ResolvedFile } from "../../planner/desired.ts";
import type { TaskService } from "../../model/service.ts";
import type { TaskAction } from "../../model/task.ts";
import { shellWord } from "../../platform/shell-word.ts";
import { JWKS_VARIABLE, JWT_KEYS_VARIABLE, requiredHole } from "./holes.ts";

/** What a one-shot does in Compose: a script for its target's own container, with the tools of the image. */
export interface Script {
  /** What its lines need to be known; two scripts that need the same share it. */
  readonly exports: string;
  readonly lines: readonly string[];
  readonly files: readonly ResolvedFile[];
}

/** {@link TaskAction} of the kind `postgres-databases` as a script for psql. Given from outside: this slice knows no store. */
export type PsqlScript = (action: Extract<TaskAction<string>, { kind: "postgres-databases" }>) => string;

type Task = Pick<TaskService<string>, "name" | "action">;

const NOTHING: Script = { exports: "", lines: [], files: [] };

const secretFile = (name: string, content: string): ResolvedFile => ({ path: `/run/secrets/${name}`, content, owner: { uid: 0, gid: 0 }, mode: 0o400 });

/** Idempotent, as the tasks are: makes what is missing. Empty where there is nothing to do. */
export const scriptFor = ({ name, action }: Task, target: DesiredContainer["service"], psqlScript: PsqlScript): Script => {
  switch (action.kind) {
    case "make-jwt-keys":
      return NOTHING; // made by who writes the .env file
    case "vault-jwt-keys":
      return vaultKeys(action, addressOf(target, action.endpoint));
    case "postgres-databases":
      return databases(name, action, target, psqlScript);
    case "kafka-topics":
      return topics(action, target);
    case "s3-buckets":
      return buckets(action, addressOf(target, action.endpoint));
    case "publish-jwks":
      return {
        exports: asMinio(addressOf(target, action.endpoint)),
        lines: [`mc cp --quiet --attr Content-Type=application/json /run/secrets/jwks local/${action.bucket}/${action.key}`],
        files: [...minioKeys(action), secretFile("jwks", requiredHole(JWKS_VARIABLE))],
      };
  }
};

const addressOf = ({ endpoints }: DesiredContainer["service"], endpoint: string): string => `127.0.0.1:${endpoints[endpoint]?.containerPort}`;

type Action<K extends TaskAction["kind"]> = Extract<TaskAction<string>, { kind: K }>;

const vaultKeys = ({ token, mount, path }: Action<"vault-jwt-keys">, address: string): Script => ({
  exports: `export VAULT_ADDR=http://${address} VAULT_TOKEN="$(cat /run/secrets/vault.root)"`,
  lines: [
    "while read -r kid pair; do",
    `  vault kv get -mount=${mount} "${path}/$kid" >/dev/null 2>&1 || printf %s "$pair" | vault kv put -mount=${mount} "${path}/$kid" - >/dev/null`,
    "done < /run/secrets/jwt-keys",
  ],
  files: [secretFile("vault.root", token), secretFile("jwt-keys", requiredHole(JWT_KEYS_VARIABLE))],
});

const databases = (task: string, action: Action<"postgres-databases">, target: DesiredContainer["service"], psqlScript: PsqlScript): Script => {
  const [first] = action.databases;
  if (!first) return NOTHING;
  const port = target.endpoints[action.endpoint]?.containerPort;
  const script = `/etc/neotool/${task.replace(`${target.name}-`, "")}.sql`;
  return {
    exports: 'export PGPASSWORD="$(cat /run/secrets/postgres.superuser)"',
    lines: [`psql --no-psqlrc --quiet --host=127.0.0.1 --port=${port} --username=${action.superuser} --dbname=${first.name} --file=${script}`],
    files: [
      secretFile("postgres.superuser", action.superuserPassword),
      { path: script, content: psqlScript(action), owner: { uid: 0, gid: 0 }, mode: 0o400 },
    ],
  };
};

const topics = ({ topics: wanted }: Action<"kafka-topics">, { tools }: DesiredContainer["service"]): Script => ({
  exports: "export KAFKA_HEAP_OPTS=-Xmx128m KAFKA_JVM_PERFORMANCE_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'",
  lines: wanted.map(({ name, partitions, configs }) =>
    [
      ...(tools?.["kafka-topics"]?.command ?? []),
      ...["--create", "--if-not-exists", "--topic", name, "--partitions", String(partitions), "--replication-factor", "1"],
      ...Object.entries(configs).flatMap(([key, value]) => ["--config", shellWord(`${key}=${value}`)]),
    ].join(" "),
  ),
  files: [],
});

const minioKeys = ({ accessKey, secretKey }: { readonly accessKey: string; readonly secretKey: string }): readonly ResolvedFile[] => [
  secretFile("minio.access-key", accessKey),
  secretFile("minio.secret-key", secretKey),
];

const asMinio = (address: string): string => `export MC_HOST_local="http://$(cat /run/secrets/minio.access-key):$(cat /run/secrets/minio.secret-key)@${address}"`;

/** Anybody may GET an object by its name; mc's own "download" would let them list too. */
const publicRead = (bucket: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["s3:GetObject"], Resource: [`arn:aws:s3:::${bucket}/*`] }] });

const buckets = ({ buckets: wanted, ...keys }: Action<"s3-buckets">, address: string): Script => ({
  exports: asMinio(address),
  lines:
    wanted.length === 0
      ? []
      : [
          `mc mb --quiet --ignore-existing ${wanted.map(({ name }) => `local/${name}`).join(" ")}`,
          ...wanted.flatMap(({ name, versioning, access }) => [
            ...(versioning ? [`mc version enable --quiet local/${name}`] : []),
            ...(access === "public-read"
              ? [`printf %s '${publicRead(name)}' > /tmp/policy.json`, `mc anonymous set-json --quiet /tmp/policy.json local/${name}`]
              : [`mc anonymous set none --quiet local/${name}`]),
          ]),
        ],
  files: minioKeys(keys),
});
