import { expect, test } from "vitest";
import { openProject } from "../../dev/wiring/project.ts";
import { failureOf } from "../support/failure.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const projectWith = async (credentials: Readonly<Record<string, string>>, schemas: readonly string[] = ["app"]) => {
  await using copy = await makeWorkingCopy("shop", { "neotool.config.ts": `export default ${JSON.stringify({ postgres: { schemas }, credentials })};` });
  return await openProject({ cwd: copy.path });
};

test("a pinned secret that no service asks for is an error, with the one that was probably meant: its service would keep a random one", async () => {
  expect(await failureOf(projectWith({ "postgres.onwer": "secret-a", "postgres.app": "secret-b" }))).toMatchObject({
    code: "STACK_INVALID",
    evidence: ['credentials pins "postgres.onwer", which no service asks for; did you mean "postgres.owner"?'],
  });
});

test.each([
  "postgres.superuser", "postgres.owner", "postgres.monitor", "postgres.billing", "pgbouncer.admin", "pgbouncer.stats", "vault.root", "minio.access-key", "minio.secret-key",
  "grafana.admin", "unleash.admin", "unleash.backend-token", "unleash.frontend-token", "unleash.admin-token",
])("%s can be pinned", async (name) => {
  expect((await projectWith({ [name]: "pinned-by-the-test" }, ["billing"])).config.credentials).toEqual({ [name]: "pinned-by-the-test" });
});
