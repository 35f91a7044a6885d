import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../support/cli.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** A Vault whose secrets are files, as its command line program answers; and a `sleep` that does something instead. */
const VAULT = `#!/bin/sh
echo "$@" >> "$STORE/arguments"
[ "$VAULT_TOKEN" = root-token ] || exit 2
[ ! -e "$STORE/sealed" ] || exit 2
for last; do :; done
case $2 in
  get) [ -e "$STORE/$(echo "$4" | tr / _)" ] ;;
  put) file=$STORE/$(echo "$5" | tr / _); [ ! -e "$file" ] && cat "\${last#@}" > "$file" ;;
esac
`;
const SLEEP = `#!/bin/sh
echo slept >> "$STORE/sleeps"
[ "$(wc -l < "$STORE/sleeps")" -lt 3 ] || sh -c "$MEANWHILE"
`;

const scene = async (files: Readonly<Record<string, string>>, meanwhile = "true") => {
  const folder = await tempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const [programs, keys, store] = ["programs", "keys", "store"].map((name) => folder.file(name)) as [string, string, string];
  for (const made of [programs, keys, store]) await mkdir(made);
  for (const [name, text] of [["vault", VAULT], ["sleep", SLEEP]] as const) {
    await writeFile(join(programs, name), text);
    await chmod(join(programs, name), 0o755);
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(keys, name), text);
  const env = { PATH: [programs, process.env.PATH ?? ""].join(delimiter), STORE: store, KEYS: keys, MEANWHILE: meanwhile };
  return {
    run: () => execa("sh", [join(projectRoot, "k3d", "vault", "jwt-init.sh"), "http://vault:8200", keys, "secret", "jwt/keys"], { env, reject: false }),
    put: (name: string, text: string) => writeFile(join(store, name), text),
    stored: (name: string) => readFile(join(store, name), "utf8").catch(() => undefined),
  };
};

const KEYS = { token: "root-token", "default.json": '{"private":"p1"}', "default-2.json": '{"private":"p2"}' };

test("every pair is written by its key id, and neither a key nor the token is an argument", async () => {
  const { run, stored } = await scene(KEYS);
  expect(await run()).toMatchObject({ exitCode: 0, stdout: "the JWT keys are in Vault at secret/jwt/keys" });
  expect([await stored("jwt_keys_default"), await stored("jwt_keys_default-2")]).toEqual([KEYS["default.json"], KEYS["default-2.json"]]);
  expect(await stored("arguments")).toContain("kv put -mount=secret -cas=0 jwt/keys/default @");
  expect(await stored("arguments")).not.toMatch(/root-token|private/);
});

test("what is there already stays as it is", async () => {
  const { run, put, stored } = await scene(KEYS);
  await put("jwt_keys_default", "somebody's own");
  expect(await run()).toMatchObject({ exitCode: 0 });
  expect([await stored("jwt_keys_default"), await stored("jwt_keys_default-2")]).toEqual(["somebody's own", KEYS["default-2.json"]]);
});

test("keys that come later are waited for", async () => {
  const { run, stored } = await scene({}, `printf root-token > "$KEYS/token"; printf '{}' > "$KEYS/default.json"`);
  expect(await run()).toMatchObject({ exitCode: 0 });
  expect(await stored("jwt_keys_default")).toBe("{}");
});

test("a Vault that answers later is waited for", async () => {
  const { run, put, stored } = await scene(KEYS, 'rm -f "$STORE/sealed"');
  await put("sealed", "");
  expect(await run()).toMatchObject({ exitCode: 0 });
  expect(await stored("jwt_keys_default")).toBe(KEYS["default.json"]);
});

test("it does not wait for ever, and says what it waited for", async () => {
  const { run, put } = await scene(KEYS);
  await put("sealed", "");
  expect(await run()).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/could not be written: no keys in .*, or no Vault at http:\/\/vault:8200/) });
});
