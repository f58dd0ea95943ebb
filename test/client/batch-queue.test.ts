import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchQueue } from "../../client/notebook/batch-queue.ts";

test("the first cell that stops ends its batch and every batch queued meanwhile", async () => {
  const queue = new BatchQueue();
  const ran: number[] = [];
  const execute = async (item: number) => {
    ran.push(item);
    await Promise.resolve();
    return item === 2 ? "stop" : "go-on";
  };
  await Promise.all([queue.run([1, 2, 3], execute), queue.run([4], execute)]);
  assert.deepEqual(ran, [1, 2]);
  await queue.run([5], execute);
  assert.deepEqual(ran, [1, 2, 5]);
});

test("two cells never run at once", async () => {
  const queue = new BatchQueue();
  let running = 0;
  const execute = async () => {
    assert.equal(++running, 1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
    return "go-on" as const;
  };
  await Promise.all([queue.run([1, 2], execute), queue.run([3], execute)]);
});

test("what is queued when the queue is dropped does not begin", async () => {
  const queue = new BatchQueue();
  const ran: string[] = [];
  const first = queue.run(["a"], async (item) => {
    ran.push(item);
    queue.drop();
    return "go-on";
  });
  const second = queue.run(["b"], async (item) => {
    ran.push(item);
    return "go-on";
  });
  await Promise.all([first, second]);
  assert.deepEqual(ran, ["a"]);
});

test("an executor that throws stops what follows and is not hidden", async () => {
  const queue = new BatchQueue();
  const ran: number[] = [];
  const broken = queue.run([1, 2], async (item) => {
    ran.push(item);
    throw new Error("broken");
  });
  const next = queue.run([3], async (item) => {
    ran.push(item);
    return "go-on";
  });
  await assert.rejects(broken, /broken/);
  await next;
  assert.deepEqual(ran, [1]);
});
