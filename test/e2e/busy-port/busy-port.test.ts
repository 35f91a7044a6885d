import { createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ephemeralPort } from "../../../dev/platform/ports.ts";
import { envelope } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";

const listen = async (port: number, host: string): Promise<Server> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return server;
};

const vaultAt = (port: number): string => `export default { vault: { port: ${port} } };`;

interface StatusData {
  readonly services: readonly { readonly name: string; readonly endpoints: readonly { readonly port: number }[] }[];
}

test.each([
  ["127.0.0.1", "IPv4"],
  ["::1", "IPv6, where clients that resolve localhost look first"],
  ["0.0.0.0", "every address"],
])("a port that a process has on %s moves, the process is named, and it stays moved", async (host) => {
  const port = await ephemeralPort();
  const server = await listen(port, host);
  const instance = await testInstance("busy", { "neotool.config.ts": vaultAt(port) });

  const up = await instance.run("up", "--only", "vault");
  expect(up.exitCode).toBe(0);
  expect(up.stderr).toMatch(new RegExp(`warning: vault\\.api moved from ${port} to \\d+: ${port} is taken by process ${process.pid} \\(\\S+.*\\)`));

  const { VAULT_ADDRESS = "" } = await instance.env();
  const moved = Number(new URL(VAULT_ADDRESS).port);
  expect(moved).not.toBe(port);
  const status = envelope<StatusData>(await instance.run("status", "--json"));
  expect(status.data.services.find(({ name }) => name === "vault")?.endpoints[0]?.port).toBe(moved);
  expect((await fetch(`${VAULT_ADDRESS}/v1/sys/health`)).status).toBe(200);

  // Tomorrow: the stranger has gone, everything was down, and the port is still the one that people have written down.
  await instance.run("down");
  await new Promise<void>((resolve) => server.close(() => resolve()));
  const again = await instance.run("up", "--only", "vault");
  expect(again.stderr).toContain(`warning: vault.api is at ${moved} (moved from ${port} before)`);
  expect((await instance.env()).VAULT_ADDRESS).toBe(VAULT_ADDRESS);
});

test("--strict-ports and --port refuse a taken port, before anything is made", async () => {
  const port = await ephemeralPort();
  await listen(port, "127.0.0.1");
  const instance = await testInstance("strict", { "neotool.config.ts": vaultAt(port) });
  for (const args of [["--strict-ports"], ["--port", `vault=${port}`]]) {
    const refused = envelope(await instance.run("up", "--only", "vault", "--json", ...args));
    expect(refused.error).toMatchObject({ code: "PORT_BUSY", message: expect.stringContaining(`vault.api wants port ${port}, which is taken by process ${process.pid}`) });
  }
  expect(await instance.containers()).toEqual({});
});

test("a port that a container has is answered with the container and its Compose project", async () => {
  const port = await ephemeralPort();
  const client = await docker();
  const stranger = await client.createContainer({
    name: `shop-db-${process.pid}`,
    Image: "neotool.local/busybox:1.37",
    Cmd: ["httpd", "-f", "-p", "80"],
    Labels: { "com.docker.compose.project": "shop" },
    ExposedPorts: { "80/tcp": {} },
    HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] } },
  });
  onTestFinished(() => stranger.remove({ force: true, v: true }));
  await stranger.start();
  const instance = await testInstance("beside", { "neotool.config.ts": vaultAt(port) });
  const up = await instance.run("up", "--only", "vault");
  expect(up.exitCode).toBe(0);
  expect(up.stderr).toContain(`${port} is taken by container shop-db-${process.pid} of the Compose project shop`);
});

test("a port that was asked for is taken, and replaces the remembered one", async () => {
  const [first, second] = [await ephemeralPort(), await ephemeralPort()];
  const instance = await testInstance("asked");
  await instance.run("up", "--only", "vault", "--port", `vault=${first}`);
  expect((await instance.env()).VAULT_ADDRESS).toBe(`http://localhost:${first}`);
  const moved = await instance.run("up", "--only", "vault", "--port", `vault=${second}`);
  expect(moved.exitCode).toBe(0);
  expect((await instance.env()).VAULT_ADDRESS).toBe(`http://localhost:${second}`);
});
