import { expect, test } from "vitest";
import { fileKeys } from "../../../../dev/planner/file-keys.ts";
import type { DesiredContainer, ResolvedFile } from "../../../../dev/planner/desired.ts";
import { cluster, only, workloadIn } from "../../../support/cluster.ts";

const { rendered, desiredOf, render } = cluster();

const file = (path: string, over: Partial<ResolvedFile> = {}): ResolvedFile => ({ path, content: path, owner: { uid: 0, gid: 0 }, mode: 0o444, ...over });
const exporterWith = (...files: readonly ResolvedFile[]): DesiredContainer => ({ ...desiredOf("kafka-exporter"), service: { ...desiredOf("kafka-exporter").service, files } });

test("a file's key is its name, and as many folders as tell it from the others", () => {
  expect(fileKeys(["/etc/a/x.yml", "/etc/b/x.yml", "/etc/b/own rule.yml"])).toEqual(["a.x.yml", "b.x.yml", "own_rule.yml"]);
  expect(fileKeys(["/x y", "/x_y"])).toEqual(["x_y.0", "x_y.1"]);
});

test("every file stands at its path, and hides nothing beside it", () => {
  const { volumeMounts } = workloadIn(rendered("pgbouncer")).spec.template.spec.containers[0];
  expect(volumeMounts).toEqual([
    { name: "files", mountPath: "/etc/pgbouncer/pgbouncer.ini", subPath: "pgbouncer.ini", readOnly: true },
    { name: "secrets", mountPath: "/etc/pgbouncer/userlist.txt", subPath: "userlist.txt", readOnly: true },
    // The health check's own: the kubelet asks inside the container.
    { name: "secrets", mountPath: "/run/secrets/postgres.owner", subPath: "postgres.owner", readOnly: true },
  ]);
});

test("a program that is not root can read its owner's files: they are given to its group", () => {
  expect(workloadIn(rendered("pgbouncer")).spec.template.spec.securityContext).toEqual({ fsGroup: 70 });
  expect(workloadIn(rendered("grafana")).spec.template.spec.securityContext).toEqual({ fsGroup: 0 });
  expect(workloadIn(rendered("minio")).spec.template.spec).not.toHaveProperty("securityContext");
});

test("permissions are the definition's, also where they differ", () => {
  const { volumes } = workloadIn(render(exporterWith(file("/a"), file("/b", { mode: 0o555 })))).spec.template.spec;
  expect(volumes).toEqual([{ name: "files", configMap: { name: "kafka-exporter-files", items: [{ key: "a", path: "a", mode: 0o444 }, { key: "b", path: "b", mode: 0o555 }] } }]);
});

test("more than one ConfigMap holds is spread over several", () => {
  const content = "x".repeat(400_000);
  const manifests = render(exporterWith(...["/a", "/b", "/c"].map((path) => file(path, { content }))));
  expect(manifests.filter(({ kind }) => kind === "ConfigMap").map(({ metadata, data }) => [metadata.name, Object.keys(data ?? {})])).toEqual([
    ["kafka-exporter-files", ["a", "b"]],
    ["kafka-exporter-files-2", ["c"]],
  ]);
  expect(workloadIn(manifests).spec.template.spec.containers[0].volumeMounts[2]).toEqual({ name: "files-2", mountPath: "/c", subPath: "c", readOnly: true });
});

test("a file that none can hold is said, by its size in bytes", () => {
  const act = () => render(exporterWith(file("/etc/own.json", { content: "ü".repeat(600_000) })));
  expect(act).toThrow(expect.objectContaining({ code: "STACK_INVALID", message: "kafka-exporter's file /etc/own.json has 1200000 bytes, and a ConfigMap holds 1000000" }));
});

test("Grafana's dashboards fit into one ConfigMap", () => {
  expect(Object.keys(only(rendered("grafana"), "ConfigMap").data)).toContain("neotool-overview.json");
});
