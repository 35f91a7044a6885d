import { expect, test } from "vitest";
import { areSame, formatSecrets, parseSecrets, settledSecrets, type Secret } from "../../../dev/data/vault/kv-secrets.ts";

const secret = (path: string, version: number): Secret => ({ mount: "secret", path, version, data: { value: version } });

test("two looks saw the same when every secret has the same version", () => {
  expect(areSame([secret("a", 1), secret("b", 2)], [secret("b", 2), secret("a", 1)])).toBe(true);
  expect(areSame([secret("a", 1)], [secret("a", 2)])).toBe(false);
  expect(areSame([secret("a", 1)], [secret("a", 1), secret("b", 1)])).toBe(false);
  expect(areSame([secret("a", 1)], [])).toBe(false);
});

test("secrets are read until a look sees what the one before it saw", async () => {
  const looks = [[secret("a", 2)], [secret("a", 2), secret("b", 1)], [secret("a", 2), secret("b", 1)], [secret("a", 9)]];
  expect(await settledSecrets([secret("a", 1)], async () => looks.shift() ?? [])).toEqual([secret("a", 2), secret("b", 1)]);
  expect(looks).toHaveLength(1);
});

test("secrets that change in every look are no moment", async () => {
  let version = 1;
  await expect(settledSecrets([secret("a", 1)], async () => [secret("a", (version += 1))])).rejects.toThrow("Vault's secrets changed in each of 10 looks at them");
});

test("secrets that were kept are read as they were", () => {
  const secrets = [secret("a/b", 1), { ...secret("c", 2), data: { text: "two\nlines", nested: { a: [1, null] } } }];
  expect(parseSecrets(formatSecrets(secrets))).toEqual(secrets);
  expect(parseSecrets("")).toEqual([]);
});
