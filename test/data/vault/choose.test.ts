import { expect, test } from "vitest";
import { chooseFromVault } from "../../../dev/data/vault/choose.ts";
import { mistakeOf } from "../../support/failure.ts";

const SECRETS = ["secret/app/db", "secret/app2/db", "secret/app", "secret/jwt/keys/default"];
const choose = (scope: Parameters<typeof chooseFromVault>[0]) => chooseFromVault(scope, SECRETS, (secret: string) => secret, "secret/jwt/keys");

test("the instance's key pair is not among all secrets, and has a word of its own", () => {
  expect(choose("all")).toEqual(["secret/app/db", "secret/app2/db", "secret/app"]);
  expect(choose([{ jwt: true }])).toEqual(["secret/jwt/keys/default"]);
});

test("a path takes itself and what is below it, and not what only begins alike", () => {
  expect(choose([{ path: "secret/app" }])).toEqual(["secret/app/db", "secret/app"]);
});

test("a path where nothing is, and one that holds the key pair, are told apart", async () => {
  expect((await mistakeOf(() => choose([{ path: "secret/none" }]))).message).toBe("Vault has no secret at or below secret/none");
  expect((await mistakeOf(() => choose([{ path: "secret/jwt/keys/default" }]))).hint).toBe("--only vault:jwt makes a new one.");
});
