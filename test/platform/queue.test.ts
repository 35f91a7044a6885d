import { expect, test } from "vitest";
import { createJobQueue } from "../../dev/platform/queue.ts";

test("of jobs that are handed in together, the cheapest is done first", async () => {
  const queue = createJobQueue();
  const done: string[] = [];
  const job = (name: string) => async () => void done.push(name);
  await Promise.all([queue(6, job("vault")), queue(0.2, job("pgbouncer")), queue(4, job("minio")), queue(0.3, job("postgres"))]);
  expect(done).toEqual(["pgbouncer", "postgres", "minio", "vault"]);
});

test("jobs that are handed in together never run together", async () => {
  const queue = createJobQueue();
  let running = 0;
  let most = 0;
  const job = async () => {
    most = Math.max(most, (running += 1));
    await new Promise(setImmediate);
    running -= 1;
  };
  await Promise.all([3, 1, 2, 1].map((cost) => queue(cost, job)));
  expect(most).toBe(1);
});

test("one job at a time: a cheaper one that comes later waits for the one at work, and is next", async () => {
  const queue = createJobQueue();
  const moments: string[] = [];
  const first = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const work = (name: string, until: Promise<void>) => async () => {
    moments.push(`${name} begins`);
    begun.resolve();
    await until;
    moments.push(`${name} ends`);
  };
  const slow = queue(9, work("slow", first.promise));
  await begun.promise;
  const rest = [queue(5, work("middle", Promise.resolve())), queue(1, work("quick", Promise.resolve()))];
  first.resolve();
  await Promise.all([slow, ...rest]);
  expect(moments).toEqual(["slow begins", "slow ends", "quick begins", "quick ends", "middle begins", "middle ends"]);
});

test("each caller gets its own job's result or failure, and a failure holds nobody up", async () => {
  const queue = createJobQueue();
  const results = await Promise.allSettled([queue(1, async () => "one"), queue(2, () => Promise.reject(new Error("broken"))), queue(3, async () => "three")]);
  expect(results).toMatchObject([{ value: "one" }, { reason: new Error("broken") }, { value: "three" }]);
  expect(await queue(1, async () => "later")).toBe("later");
});
