import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GetBucketVersioningCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { composeProject, type ComposeProject } from "../../../scripts/bench/peers/compose-project.ts";
import { docker } from "../../support/engine.ts";
import { withAdmin } from "../../support/kafka.ts";
import { openSql, sqlValue } from "../../support/sql.ts";
import { readSecret } from "../../support/vault.ts";

const CONFIG = `export default {
  profile: "core",
  kafka: { topics: { "order.created": { partitions: 3, configs: { "retention.ms": "3600000" } } } },
};`;

let project: ComposeProject;

/** A variable of the `.env` that Compose reads. */
const of = (name: string): string => {
  const value = project.env[name];
  if (value === undefined) throw new Error(`.env has no ${name}`);
  return value;
};
const database = (port: string, user: string): string =>
  `postgresql://${user}:${of(`NEOTOOL_SECRET_POSTGRES_${user === "neotool" ? "OWNER" : user.toUpperCase()}`)}@127.0.0.1:${of(port)}/neotool_db`;
const pooled = (user: string): string => database("NEOTOOL_PORT_PGBOUNCER_SQL", user);

/** What the engine has of the project. */
const belongings = async (): Promise<readonly string[]> => {
  const client = await docker();
  const filters = { label: [`com.docker.compose.project=${project.name}`] };
  const [containers, volumes, networks] = await Promise.all([client.listContainers({ all: true, filters }), client.listVolumes({ filters }), client.listNetworks({ filters })]);
  return [...containers.map(({ Names }) => `${Names[0]}`), ...volumes.Volumes.map(({ Name }) => Name), ...networks.map(({ Name }) => Name)];
};

/** How a service's container is, in the engine's words. */
const inspect = async (service: string) => (await docker()).getContainer(`${project.name}-${service}-1`).inspect();

beforeAll(async () => {
  project = await composeProject(CONFIG);
  await project.compose("up", "--wait");
}, 900_000); // Docker Compose itself may have to be got first

afterAll(async () => {
  await project[Symbol.asyncDispose]();
  expect(existsSync(project.folder)).toBe(false);
  expect(await belongings()).toEqual([]);
});

test("up --wait has ended well: five containers, each healthy, none besides", async () => {
  const containers = await (await docker()).listContainers({ all: true, filters: { label: [`com.docker.compose.project=${project.name}`] } });
  expect(Object.fromEntries(containers.map(({ Labels, Status }) => [Labels["com.docker.compose.service"], /\((\w+)\)/.exec(Status)?.[1]]))).toEqual({
    kafka: "healthy",
    postgres: "healthy",
    pgbouncer: "healthy",
    vault: "healthy",
    minio: "healthy",
  });
});

test("Postgres answers through the pooler, as the owner and as a service's role, which has its own schema", async () => {
  expect(await sqlValue(pooled("neotool"), "SELECT current_user")).toBe("neotool");
  await using sql = await openSql({ connectionString: pooled("app") });
  expect(await sql.value("SHOW search_path")).toBe("app, public");
  expect(await sql.value("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'app'")).toBe("app");
  expect(await sql.value("SELECT count(*)::int FROM pg_extension WHERE extname IN ('pgcrypto', 'citext', 'pg_trgm')")).toBe(3);
});

test("the topics of the config are there, and the broker names itself under the port that was chosen", async () => {
  const broker = `127.0.0.1:${of("NEOTOOL_PORT_KAFKA_BROKER")}`;
  const { topics, brokers } = await withAdmin(broker, (admin) => admin.metadata({ topics: ["order.created"] }));
  expect(topics.get("order.created")?.partitionsCount).toBe(3);
  expect([...brokers.values()].map(({ host, port }) => `${host}:${port}`)).toEqual([broker]);
});

test("the buckets are there, with versioning and access as the config says, and the public keys can be had by anybody", async () => {
  const endpoint = `http://127.0.0.1:${of("NEOTOOL_PORT_MINIO_S3")}`;
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: of("NEOTOOL_SECRET_MINIO_ACCESS_KEY"), secretAccessKey: of("NEOTOOL_SECRET_MINIO_SECRET_KEY") } });
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual(["neotool-assets-private", "neotool-assets-public", "neotool-jwks"]);
    expect((await client.send(new GetBucketVersioningCommand({ Bucket: "neotool-assets-private" }))).Status).toBe("Enabled");
  } finally {
    client.destroy();
  }
  const answer = await fetch(`${endpoint}/neotool-jwks/jwks.json`);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toEqual(JSON.parse(of("NEOTOOL_JWKS")));
  expect((await fetch(`${endpoint}/neotool-assets-public/`)).status).toBe(403); // nobody may list
});

const vaultKeys = () => readSecret({ VAULT_ADDRESS: `http://127.0.0.1:${of("NEOTOOL_PORT_VAULT_API")}`, VAULT_TOKEN: of("NEOTOOL_SECRET_VAULT_ROOT") }, "secret/jwt/keys/default");

test("Vault has the JWT keys of the .env file, also after its memory was lost", async () => {
  const keys: unknown = JSON.parse(of("NEOTOOL_JWT_KEYS").replace(/^default /, ""));
  expect(await vaultKeys()).toEqual(keys);
  await project.compose("restart", "vault");
  await project.compose("up", "--wait");
  expect(await vaultKeys()).toEqual(keys);
});

test("a second up changes nothing", async () => {
  const before = await inspect("postgres");
  await project.compose("up", "--wait");
  const after = await inspect("postgres");
  expect([after.Id, after.State.StartedAt]).toEqual([before.Id, before.State.StartedAt]);
});

test("stopped and started again it is healthy again, with its data", async () => {
  await sqlValue(pooled("app"), "CREATE TABLE kept (note text)");
  await project.compose("stop");
  await project.compose("up", "--wait");
  expect(await sqlValue(pooled("app"), "SELECT to_regclass('app.kept')::text")).toBe("kept");
});

test("no secret is in what the engine shows of a container, but for Vault's token, which has no other way", async () => {
  const secrets = Object.entries(project.env).flatMap(([name, value]) => (/^NEOTOOL_(SECRET|JWT)/.test(name) && value !== undefined ? [{ name, value }] : []));
  expect(secrets.length).toBeGreaterThan(10);
  const seen: string[] = [];
  for (const service of ["kafka", "postgres", "pgbouncer", "vault", "minio"]) {
    const shown = JSON.stringify(await inspect(service));
    const { Processes } = await (await docker()).getContainer(`${project.name}-${service}-1`).top();
    for (const { name, value } of secrets) if (`${shown}${JSON.stringify(Processes)}`.includes(value)) seen.push(`${service} ${name}`);
  }
  expect(seen).toEqual(["vault NEOTOOL_SECRET_VAULT_ROOT"]);
  expect(await readFile(join(project.folder, "compose.yaml"), "utf8")).not.toContain(of("NEOTOOL_SECRET_POSTGRES_OWNER"));
});
