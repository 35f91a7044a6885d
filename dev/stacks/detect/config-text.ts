import type { AppProposal } from "./proposal.ts";

const key = (name: string): string => (/^[a-z][a-z0-9]*$/i.test(name) ? name : JSON.stringify(name));

const record = (entries: Readonly<Record<string, string>>): string => `{ ${Object.entries(entries).map(([name, value]) => `${key(name)}: ${JSON.stringify(value)}`).join(", ")} }`;

/** One application as it stands in a config, with where it was seen. */
export const appText = ({ name, cwd, command, port, consumer, readiness, dependsOn, seenIn }: AppProposal): string =>
  [
    `    // Seen in ${seenIn.join(", ")}.`,
    `    ${key(name)}: {`,
    ...(cwd === "." ? [] : [`      cwd: ${JSON.stringify(cwd)},`]),
    `      command: ${JSON.stringify(command)},`,
    ...(port === undefined ? [] : [`      port: ${port},`]),
    ...(consumer === undefined ? [] : [`      consumer: ${JSON.stringify(consumer)}, // whose variables it gets: neotool dev env --for ${consumer}`]),
    ...(readiness === undefined ? [] : [`      readiness: ${JSON.stringify(readiness)},`]),
    ...(Object.keys(dependsOn).length === 0 ? [] : [`      dependsOn: ${record(dependsOn)},`]),
    "    },",
  ].join("\n");

const NO_APPS = [
  "  // apps: {",
  '  //   app: { cwd: "service", command: "./gradlew --no-daemon :app:run", port: 8081, consumer: "kotlin", dependsOn: { pgbouncer: "ready" } },',
  '  //   web: { cwd: "web", command: "npm run dev", port: 3000, consumer: "next" },',
  "  // },",
];

/** A whole config for a repository that has none. */
export const configText = (apps: readonly AppProposal[]): string =>
  [
    'import { defineConfig } from "neotool";',
    "",
    "// What `neotool dev` is to run for this project. Every key is optional, and has production's value where nothing is said: `neotool dev config` prints them all.",
    "export default defineConfig({",
    "  // Which services `up` brings up: \"core\" leaves dashboards, metrics and logs out.",
    '  // profile: "core",',
    "",
    "  // Applications on this machine: `neotool dev run` starts them, with the stack's variables and after what they depend on.",
    ...(apps.length === 0 ? NO_APPS : ["  apps: {", ...apps.map(appText), "  },"]),
    "",
    "  // Topics that are there from the start; nothing else makes one.",
    '  // kafka: { topics: { "order.created": { partitions: 3 } } },',
    "",
    "  // More databases beside the application's own, with a schema and a login role for each name.",
    "  // postgres: { databases: { reports: { schemas: [\"reports\"] } } },",
    "});",
    "",
  ].join("\n");
