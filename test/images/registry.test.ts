import { expect, test } from "vitest";
import { askSource, formatAnswer, tokenAddress } from "../../dev/images/registry.ts";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { fakeRegistry, type Repository } from "../support/fake-registry.ts";

const signal = new AbortController().signal;

const ask = async (repository?: Repository) => {
  await using registry = await fakeRegistry(repository ? { app: repository } : {});
  const answer = await askSource(`${registry.host}/app:1`, signal);
  return { ...answer, requests: registry.requests, line: formatAnswer(answer).replace(registry.host, "HOST") };
};

test("an image that is there is found without pulling anything", async () => {
  expect(await ask({ status: 200 })).toMatchObject({ verdict: "there", requests: ["HEAD /v2/app/manifests/1"], line: "HOST/app:1: there (HTTP 200)" });
});

test("a digest is asked for as one", async () => {
  await using registry = await fakeRegistry({ app: { status: 200 } });
  await askSource(`${registry.host}/app@sha256:${"a".repeat(64)}`, signal);
  expect(registry.requests).toEqual([`HEAD /v2/app/manifests/sha256:${"a".repeat(64)}`]);
});

test("a repository or tag that does not exist is gone", async () => {
  expect(await ask()).toMatchObject({ verdict: "gone", line: "HOST/app:1: gone: the repository or tag does not exist (or is private) (HTTP 404)" });
});

test("a pull limit is told from an image that is gone", async () => {
  expect(await ask({ status: 429 })).toMatchObject({ verdict: "rate-limited", line: expect.stringContaining("pull limit is reached") });
});

test("a registry in trouble is told from an image that is gone", async () => {
  expect(await ask({ status: 503 })).toMatchObject({ verdict: "failing", detail: "HTTP 503" });
});

test("an anonymous token is fetched where one is wanted, and used", async () => {
  const answer = await ask({ status: 200, token: '{"token":"anonymous"}' });
  expect(answer).toMatchObject({ verdict: "there", requests: ["HEAD /v2/app/manifests/1", "GET /token", "HEAD /v2/app/manifests/1"] });
  expect(await ask({ status: 404, token: '{"access_token":"anonymous"}' })).toMatchObject({ verdict: "gone" });
});

test("an image for members only needs a login: with no token, or with one that is not enough", async () => {
  expect(await ask({ status: 200, token: null })).toMatchObject({ verdict: "needs-login", detail: "no anonymous token: HTTP 403" });
  expect(await ask({ status: 403, token: '{"token":"anonymous"}' })).toMatchObject({ verdict: "needs-login", line: expect.stringContaining("docker login") });
  expect(await ask({ challenge: 'Basic realm="members"' })).toMatchObject({ verdict: "needs-login", detail: "HTTP 401" });
});

test("a token server that talks nonsense makes the registry failing, not offline", async () => {
  expect(await ask({ status: 200, token: "<html>" })).toMatchObject({ verdict: "failing" });
  expect(await ask({ challenge: 'Bearer realm="not an address"' })).toMatchObject({ verdict: "needs-login" });
});

test("a registry that nobody reaches is offline, with the system's reason", async () => {
  const answer = await askSource(`127.0.0.1:${await ephemeralPort()}/app:1`, signal);
  expect(answer).toMatchObject({ verdict: "offline", detail: expect.stringContaining("ECONNREFUSED") });
});

test("a registry that does not answer in time is offline", async () => {
  await using registry = await fakeRegistry({ app: { status: 200 } });
  expect(await askSource(`${registry.host}/app:1`, AbortSignal.abort(new Error("too slow")))).toMatchObject({ verdict: "offline", detail: "too slow" });
});

test("where to get a token is read from the challenge", () => {
  const address = tokenAddress('Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:team/app:pull"');
  expect(address?.href).toBe("https://auth.example.com/token?service=registry.example.com&scope=repository%3Ateam%2Fapp%3Apull");
  expect(tokenAddress('bearer realm="https://auth.example.com/token"')?.href).toBe("https://auth.example.com/token");
  expect([null, "", 'Basic realm="x"', "Bearer nothing"].map(tokenAddress)).toEqual(Array(4).fill(undefined));
});
