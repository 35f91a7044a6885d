import { expect, test } from "vitest";
import { openProject } from "../../../dev/wiring/project.ts";
import { failureOf } from "../../support/failure.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const CONFIG = 'export default { gateway: { licence: "ops/router.licence", jwt: "required" }, credentials: { "vault.root": "known-to-all" } };';

test("a licence of the router's is one of the pinned credentials, and no part of the definition", async () => {
  await using copy = await makeWorkingCopy("shop", { "neotool.config.ts": CONFIG, "ops/router.licence": "eyJhbGciOi.the-licence.signed\n" });
  const { config, settings, stack } = await openProject({ cwd: copy.path });
  expect(config.credentials).toEqual({ "vault.root": "known-to-all", "router.licence": "eyJhbGciOi.the-licence.signed" });
  expect(settings.gateway).toMatchObject({ licensed: true, jwt: "required" });
  expect(JSON.stringify({ settings, stack })).not.toContain("the-licence");
});

test("a licence that is not there is an error of the config, with its path", async () => {
  await using copy = await makeWorkingCopy("shop", { "neotool.config.ts": CONFIG });
  expect(await failureOf(openProject({ cwd: copy.path }))).toMatchObject({ code: "CONFIG_INVALID", message: expect.stringContaining("ops/router.licence") });
});
