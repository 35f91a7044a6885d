import { expect, test } from "vitest";
import { diffSecrets, ofUsers } from "../../../dev/data/vault/diff-secrets.ts";
import type { Secret } from "../../../dev/data/vault/kv-secrets.ts";

const secret = (path: string, version: number, value: string): Secret => ({ mount: "secret", path, version, data: { value } });

test("secrets are told by path and version, and never by value", () => {
  const found = diffSecrets([secret("app/mail", 1, "hidden-one"), secret("gone", 4, "hidden-two")], [secret("app/mail", 2, "hidden-three"), secret("new", 1, "hidden-four")]);
  expect(found.secrets).toEqual([
    { path: "secret/app/mail", change: "changed", before: 1, after: 2 },
    { path: "secret/gone", change: "removed", before: 4, after: null },
    { path: "secret/new", change: "added", before: null, after: 1 },
  ]);
  expect(JSON.stringify(found)).not.toContain("hidden");
});

test("the same value under another version is the same secret, another value under the same version is not", () => {
  expect(diffSecrets([secret("a", 1, "x"), secret("b", 1, "x")], [secret("a", 3, "x"), secret("b", 1, "y")])).toEqual({ secrets: [{ path: "secret/b", change: "changed", before: 1, after: 1 }], same: 1 });
});

test("what the tool notes for itself is nobody's secret", () => {
  expect(ofUsers([secret("neotool/seed-ledger/demo", 1, "x"), secret("neotool/seed-ledger-of-mine", 1, "x"), { ...secret("neotool/seed-ledger/demo", 1, "x"), mount: "other" }], "secret").map(({ mount, path }) => `${mount}/${path}`)).toEqual(["secret/neotool/seed-ledger-of-mine", "other/neotool/seed-ledger/demo"]);
});
