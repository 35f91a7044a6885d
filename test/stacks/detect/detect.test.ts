import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { configText } from "../../../dev/stacks/detect/config-text.ts";
import { detectApps } from "../../../dev/stacks/detect/detect.ts";
import { modulesIn } from "../../../dev/stacks/detect/gradle.ts";
import { portOfScript } from "../../../dev/stacks/detect/node.ts";
import { tempDir } from "../../support/temp-dir.ts";

const repository = async (files: Readonly<Record<string, string>>) => {
  const dir = await tempDir();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(dir.file(path)), { recursive: true });
    await writeFile(dir.file(path), text);
  }
  return dir;
};

const MICRONAUT = 'plugins { id("io.micronaut.application") version "4.5.0" }\ndependencies { implementation("io.micronaut.sql:micronaut-jdbc-hikari"); implementation("io.micronaut.kafka:micronaut-kafka") }';

test("Gradle modules with an application are found, with their port and what they use; libraries are not", async () => {
  await using dir = await repository({
    "service/kotlin/settings.gradle.kts": 'rootProject.name = "x"\ninclude(":common", ":security")\ninclude(\n  ":apps:orders",\n)\n',
    "service/kotlin/gradlew": "",
    "service/kotlin/common/build.gradle.kts": "plugins { kotlin(\"jvm\") }",
    "service/kotlin/security/build.gradle.kts": MICRONAUT,
    "service/kotlin/security/src/main/resources/application.yml": "micronaut:\n  server:\n    port: ${SECURITY_PORT:8090}\nvault: {}\n",
    "service/kotlin/apps/orders/build.gradle.kts": "plugins { id(\"org.springframework.boot\") }",
  });
  expect((await detectApps(dir.path)).apps.map(({ seenIn: _seen, ...app }) => app)).toEqual([
    { name: "security", cwd: "service/kotlin", command: "./gradlew --no-daemon :security:run", port: 8090, consumer: "kotlin", readiness: undefined, dependsOn: { pgbouncer: "ready", kafka: "ready", vault: "ready" } },
    { name: "orders", cwd: "service/kotlin", command: "./gradlew --no-daemon :apps:orders:bootRun", port: 8080, consumer: "kotlin", readiness: "/actuator/health/readiness", dependsOn: {} },
  ]);
});

test("packages with a script for development are found; one that holds others is not, and its lock file says who runs them", async () => {
  await using dir = await repository({
    "package.json": JSON.stringify({ scripts: { dev: "turbo dev" } }),
    "pnpm-lock.yaml": "",
    "web/package.json": JSON.stringify({ scripts: { dev: "next dev --port 3005" }, dependencies: { next: "15" } }),
    "admin/package.json": JSON.stringify({ scripts: { dev: "vite" } }),
    "lib/package.json": JSON.stringify({ scripts: { build: "tsc" } }),
    "web/node_modules/x/package.json": JSON.stringify({ scripts: { dev: "x" } }),
  });
  expect((await detectApps(dir.path)).apps.map(({ name, cwd, command, port, consumer }) => [name, cwd, command, port, consumer])).toEqual([
    ["admin", "admin", "pnpm run dev", 5173, undefined],
    ["web", "web", "pnpm run dev", 3005, "next"],
  ]);
});

test("what cannot be read, links in a circle, and two that want one port are said and hold nothing up", async () => {
  await using dir = await repository({
    "settings.gradle": "include 'a', 'b'",
    "a/build.gradle": "plugins { id 'io.micronaut.application' }",
    "a/src/main/resources/application.yml": "micronaut: [unclosed",
    "b/build.gradle": "plugins { id 'io.micronaut.application' }",
    "web/package.json": "{ not json",
  });
  await symlink(dir.path, dir.file("again"));
  const { apps, notes } = await detectApps(dir.path);
  expect(apps.map(({ name, port, command }) => [name, port, command])).toEqual([["a", 8080, "gradle --no-daemon :a:run"], ["b", undefined, "gradle --no-daemon :b:run"]]);
  expect(notes).toEqual([
    "a/src/main/resources/application.yml is no YAML that could be read: its port is a guess",
    "web/package.json is no JSON and is left out",
    "b would listen at 8080 like a: give it a port of its own",
  ]);
});

test("a port that the stack has is said, and not proposed: it would be no config that can be read", async () => {
  await using dir = await repository({ "web/package.json": JSON.stringify({ scripts: { dev: "next dev -p 3001" } }), "api/package.json": JSON.stringify({ scripts: { dev: "PORT=4000 tsx watch main.ts" } }) });
  const { apps, notes } = await detectApps(dir.path);
  expect(apps.map(({ name, port }) => [name, port])).toEqual([["api", undefined], ["web", undefined]]);
  expect(notes).toEqual(["api would listen at 4000 like router: give it a port of its own", "web would listen at 3001 like grafana: give it a port of its own"]);
});

test("a name that a service of the stack has, or that two applications have, is another one", async () => {
  const dev = JSON.stringify({ scripts: { dev: "node x" } });
  await using dir = await repository({ "kafka/package.json": dev, "a/My App!/package.json": dev, "b/my-app/package.json": dev });
  expect((await detectApps(dir.path)).apps.map(({ name }) => name).sort()).toEqual(["kafka-app", "my-app", "my-app-2"]);
});

test("modules are read from the ways in which they are written", () => {
  expect(modulesIn("include ':a', ':b:c'\n// include ':not'\ninclude(\":d\")\nincludeBuild(\"logic\")")).toEqual(["a", "b:c", "d"]);
});

test.each([
  ["next dev", 3000],
  ["next dev -p 4001", 4001],
  ["PORT=3100 node server.js", 3100],
  ["vite --port=5200", 5200],
  ["node server.js", undefined],
  ["vite --port 99999", undefined],
])("the port of `%s`", (script, port) => {
  expect(portOfScript(script)).toBe(port);
});

test("a config says where each application was seen", async () => {
  expect(configText([{ name: "my-app", cwd: "web", command: 'npm run "dev"', port: 3000, consumer: "next", readiness: undefined, dependsOn: { app: "ready" }, seenIn: ["web/package.json"] }])).toContain(
    [
      "  apps: {",
      "    // Seen in web/package.json.",
      '    "my-app": {',
      '      cwd: "web",',
      '      command: "npm run \\"dev\\"",',
      "      port: 3000,",
      '      consumer: "next", // whose variables it gets: neotool dev env --for next',
      '      dependsOn: { app: "ready" },',
      "    },",
      "  },",
    ].join("\n"),
  );
});
