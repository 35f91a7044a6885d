import { expect, onTestFinished, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { grafanaProgram } from "../../support/grafana-program.ts";
import { testInstance } from "../../support/instance.ts";

/** What Grafana itself does with all this says `npm run test:grafana`, where its image is to be had. */
const withProgram = async (name: string) => {
  const image = await grafanaProgram();
  onTestFinished(async () => void (await (await docker()).getImage(image).remove({ force: true })));
  return await testInstance(name, { "neotool.config.ts": `export default { grafana: { image: "${image}" } };` });
};

const UP = ["up", "--only", "grafana", "--offline"] as const;

test("Grafana gets its files, its password and its volume, is ready by its health, is opened by name, and starts again", async () => {
  const instance = await withProgram("grafana");
  expect((await instance.run(...UP)).exitCode).toBe(0);
  expect(await instance.phases()).toMatchObject({ grafana: "ready" });
  const opened = await instance.run("open", "grafana");
  expect(opened.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
  expect((await fetch(`${opened.stdout.trim().split("\n")[0]}/api/health`)).status).toBe(200);

  expect((await instance.run("restart", "grafana")).exitCode).toBe(0);
  expect((await instance.run("down")).exitCode).toBe(0);
  expect((await instance.run(...UP)).exitCode).toBe(0); // on its old database
});

test("an old database with another data source ends it, and up says so with what begins it anew", async () => {
  const instance = await withProgram("old-grafana");
  expect((await instance.run(...UP)).exitCode).toBe(0);
  const client = await docker();
  const container = client.getContainer(`neotool-${instance.id}-grafana`);
  const exec = await container.exec({ Cmd: ["sh", "-c", "echo another-uid > /var/lib/grafana/grafana.db"] });
  await (await exec.start({})).resume();
  expect((await instance.run("down")).exitCode).toBe(0);

  const up = envelope(await instance.run(...UP, "--json"));
  expect(up.error).toMatchObject({
    code: "SERVICE_EXITED",
    message: "grafana exited with code 1 before it was ready: its database has a data source of ours under another uid, from an older set-up",
    hint: expect.stringContaining(`docker volume rm neotool-${instance.id}-grafana-data`),
  });
  await container.remove({ force: true, v: true });
  await client.getVolume(`neotool-${instance.id}-grafana-data`).remove();
  expect((await instance.run(...UP)).exitCode).toBe(0);
});

test("Grafana that is killed is seen to be, and up brings it back", async () => {
  const instance = await withProgram("killed-grafana");
  expect((await instance.run(...UP)).exitCode).toBe(0);
  await (await docker()).getContainer(`neotool-${instance.id}-grafana`).kill();
  expect(await instance.phases()).toMatchObject({ grafana: "failed" });
  expect((await instance.run(...UP)).exitCode).toBe(0);
});
