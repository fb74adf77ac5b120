// Drives the emulator with the official JavaScript client of Site Recovery, as it is published: reads, both
// architectures all the way home and back under protection, recovery plans, and jobs.
//
//   node --test --test-reporter=tap run.mjs      after "npm ci" here and a build of the solution
//
// The emulator answers plain HTTP on loopback, where the client sends no token of its own. So its policy for tokens is
// taken out and a header put in; all else is what the client does by itself, its api-version included.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SiteRecoveryManagementClient } from "@azure/arm-recoveryservices-siterecovery";

const here = dirname(fileURLToPath(import.meta.url));
const host = join(here, "../../../samples/QuickStart/bin/Debug/net10.0/QuickStart.dll");
const patience = 60_000;

const group = "rg-avs-dr";
const vault = "contoso-dr-vault";
const storageAccount = "contosodrcache";

let folder;
let emulator;
let client;
let subscription;
let requests = [];

function clientAt(address) {
  const credential = { getToken: async () => ({ token: "test", expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const made = new SiteRecoveryManagementClient(credential, subscription, { endpoint: address, allowInsecureConnection: true });
  made.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  made.pipeline.addPolicy({
    name: "test",
    async sendRequest(request, next) {
      request.headers.set("Authorization", "Bearer test");
      requests.push(`${request.method} ${request.url}`);
      return next(request);
    },
  });
  return made;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "avsfailback-"));
  emulator = spawn("dotnet", [host, join(here, "start-emulator.ps1"), join(folder, "vault.json")], { stdio: ["pipe", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    emulator.once("error", reject);
    emulator.once("exit", (code) => reject(new Error(`The emulator ended with exit code ${code}.`)));
    createInterface({ input: emulator.stdout }).on("line", (line) => {
      if (line.startsWith("listening ")) {
        resolve(line.slice("listening ".length).replace(/\/$/, ""));
      } else {
        console.error(line);
      }
    });
  });
  const state = await (await fetch(`${address}/emulator`)).json();
  subscription = /\/subscriptions\/([^/]+)/i.exec(JSON.stringify(state))[1];
  client = clientAt(address);
});

after(async () => {
  if (emulator && emulator.exitCode === null) {
    const ended = new Promise((resolve) => emulator.once("exit", resolve));
    emulator.stdin.end();
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

async function all(pages) {
  const found = [];
  for await (const one of pages) {
    found.push(one);
  }
  return found;
}

const names = (resources) => resources.map((r) => r.properties.friendlyName).sort();
const items = (filter) => all(client.replicationProtectedItems.list(vault, group, filter && { filter }));
const jobs = (filter) => all(client.replicationJobs.list(vault, group, filter && { filter }));

/** The arguments that name an item: vault, group, fabric, container, item. */
function path(item) {
  const [, fabric, container, name] = /replicationFabrics\/([^/]+)\/replicationProtectionContainers\/([^/]+)\/replicationProtectedItems\/([^/]+)$/i.exec(item.id);
  return [vault, group, fabric, container, name];
}

async function item(name) {
  const [found] = await items(`FriendlyName eq '${name}'`);
  assert.ok(found, `There is no item ${name}.`);
  return client.replicationProtectedItems.get(...path(found));
}

const fabricOf = (of) => client.replicationFabrics.get(vault, group, path(of)[2]);
const pointsOf = async (name) => all(client.recoveryPoints.listByReplicationProtectedItems(...path(await item(name))));
const typeOf = (of) => of.properties.providerSpecificDetails.instanceType;

async function policyOf(instanceType) {
  const found = (await all(client.replicationPolicies.list(vault, group))).find((p) => p.properties.providerSpecificDetails.instanceType === instanceType);
  assert.ok(found, `There is no policy of ${instanceType}.`);
  return found.id;
}

async function until(what, check) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await check();
    if (found) {
      return found;
    }
    assert.ok(Date.now() < end, `Waited in vain until ${what}.`);
    await sleep(300);
  }
}

async function reprotectToAvs(name) {
  const from = await item(name);
  const parts = (await fabricOf(from)).properties.customDetails;
  let providerSpecificDetails;
  if (typeOf(from) === "InMageAzureV2") {
    const target = parts.masterTargetServers.find((t) => t.osType === from.properties.providerSpecificDetails.osType);
    providerSpecificDetails = {
      instanceType: "InMage",
      masterTargetId: target.id,
      processServerId: parts.processServers[1].id,
      retentionDrive: target.retentionVolumes[0].volumeName,
      runAsAccountId: "1",
      datastoreName: "vsanDatastore",
      profileId: await policyOf("InMage"),
      diskExclusionInput: { volumeOptions: [{ volumeLabel: "Temporary Storage", onlyExcludeIfSingleVolume: "Yes" }] },
    };
  } else {
    assert.equal(typeOf(from), "InMageRcm");
    providerSpecificDetails = {
      instanceType: "InMageRcm",
      reprotectAgentId: parts.reprotectAgents[0].id,
      datastoreName: "vsanDatastore",
      logStorageAccountId: `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${storageAccount}`,
    };
  }
  return client.replicationProtectedItems.beginReprotectAndWait(...path(from), { properties: { failoverDirection: "RecoveryToPrimary", providerSpecificDetails } });
}

async function reprotectToAzure(name) {
  const from = await item(name);
  const parts = (await fabricOf(from)).properties.customDetails;
  const processServerId = parts.processServers[0].id;
  const properties = typeOf(from) === "InMage"
    ? {
      failoverDirection: "RecoveryToPrimary",
      providerSpecificDetails: { instanceType: "InMageAzureV2", processServerId, policyId: await policyOf("InMageAzureV2") },
    }
    : { providerSpecificDetails: { instanceType: "InMageRcmFailback", processServerId, policyId: await policyOf("InMageRcm") } };
  return client.replicationProtectedItems.beginReprotectAndWait(...path(from), { properties });
}

/** Reprotects to Azure; false when the job fails, as it does until the agent has registered. */
const reprotected = (name) => reprotectToAzure(name).then(() => true, (e) => {
  assert.match(String(e.message), /operation has failed/);
  return false;
});

/** Waits until a reprotected item can be failed over: it is protected and, if its points are listed, has one to go to. */
const ready = (name) => until(`${name} is ready`, async () => {
  const now = await item(name);
  return /Protected$/.test(now.properties.protectionState) && !/Unprotected/.test(now.properties.protectionState)
    && now.properties.allowedOperations.some((o) => /(Planned|Unplanned)Failover/.test(o)) && (typeOf(now) === "InMageRcmFailback" || (await pointsOf(name)).length > 0);
});

const modernizedFailback = async (name) => client.replicationProtectedItems.beginPlannedFailoverAndWait(...path(await item(name)), {
  properties: { providerSpecificDetails: { instanceType: "InMageRcmFailback", recoveryPointType: "CrashConsistent" } },
});


test("the client sends its own api-version", async () => {
  await items();
  assert.match(requests.at(-1), /api-version=2023-06-01/);
});

test("items come in pages and the links lead to all", async () => {
  const sizes = [];
  for await (const page of client.replicationProtectedItems.list(vault, group).byPage()) {
    sizes.push(page.length);
  }
  assert.deepEqual(sizes, [3, 3, 3, 1]);
  assert.equal(new Set((await items()).map((i) => i.id)).size, 10);
});

test("items are found by plan, name and fabric", async () => {
  assert.deepEqual(names(await items("RecoveryPlanName eq 'Web-tier'")), ["api01", "app01", "lin02"]);
  assert.deepEqual(names(await items("RecoveryPlanName eq 'SQL-cluster'")), ["sqlc01", "sqlc02"]);
  assert.deepEqual(names(await items("FriendlyName eq 'sql01'")), ["sql01"]);
  // A filter's second page keeps the filter.
  const classic = await items("InstanceType eq 'InMageAzureV2'");
  assert.deepEqual(names(classic), ["db01", "lin01", "sql01", "sqlc01", "sqlc02", "web01"]);
});

test("an item is read with the details of its architecture", async () => {
  const classic = await item("sql01");
  assert.equal(typeOf(classic), "InMageAzureV2");
  assert.ok(classic.properties.providerSpecificDetails.protectedDisks.length > 0);
  assert.ok(classic.properties.providerSpecificDetails.masterTargetId);
  const modernized = await item("app01");
  assert.equal(typeOf(modernized), "InMageRcm");
  assert.ok(modernized.properties.providerSpecificDetails.internalIdentifier);
  assert.ok(modernized.properties.lastSuccessfulFailoverTime instanceof Date);
});

test("items are listed by their container", async () => {
  const [, , fabric, container] = path(await item("app01"));
  assert.deepEqual(names(await all(client.replicationProtectedItems.listByReplicationProtectionContainers(vault, group, fabric, container))), ["api01", "app01", "app02", "lin02"]);
});

test("fabrics, containers, policies, mappings, providers and vCenters are listed", async () => {
  const fabrics = await all(client.replicationFabrics.list(vault, group));
  assert.deepEqual(fabrics.map((f) => f.properties.customDetails.instanceType).sort(), ["InMageRcm", "VMware"]);
  assert.equal((await all(client.replicationProtectionContainers.list(vault, group))).length, 2);
  const policies = await all(client.replicationPolicies.list(vault, group));
  assert.deepEqual([...new Set(policies.map((p) => p.properties.providerSpecificDetails.instanceType))].sort(), ["InMage", "InMageAzureV2", "InMageRcm", "InMageRcmFailback"]);
  assert.equal((await client.replicationPolicies.get(vault, group, policies[0].name)).id, policies[0].id);
  const mappings = await all(client.replicationProtectionContainerMappings.list(vault, group));
  assert.equal(mappings.length, 5);
  assert.ok(mappings.every((m) => policies.some((p) => p.id === m.properties.policyId)));
  assert.equal((await all(client.replicationRecoveryServicesProviders.list(vault, group))).length, 2);
  assert.ok((await all(client.replicationvCenters.list(vault, group))).length > 0);
});

test("appliances are listed with their parts", async () => {
  const [found] = await all(client.replicationAppliances.list(vault, group, { filter: "ProviderType eq 'InMageRcm'" }));
  const [appliance] = found.properties.providerSpecificDetails.appliances;
  assert.equal(appliance.name, "contoso-appl01");
  assert.equal(appliance.reprotectAgent.id, appliance.processServer.id);
});

test("the vault's health and settings are read, and its health is refreshed", async () => {
  assert.ok((await client.replicationVaultHealth.get(vault, group)).properties);
  const refreshed = await client.replicationVaultHealth.beginRefreshAndWait(vault, group);
  assert.ok(refreshed.properties);
  assert.equal((await client.replicationVaultSetting.get(vault, group, "default")).properties.vmwareToAzureProviderType, "InMageRcm");
});

test("recovery plans are listed and read with their groups", async () => {
  const plans = await all(client.replicationRecoveryPlans.list(vault, group));
  assert.deepEqual(plans.map((p) => p.name).sort(), ["Finance", "Portal", "SQL-cluster", "Web-tier"]);
  const plan = await client.replicationRecoveryPlans.get(vault, group, "Web-tier");
  const boots = plan.properties.groups.filter((g) => g.groupType === "Boot");
  assert.deepEqual(boots.map((g) => g.replicationProtectedItems.length), [1, 2]);
  assert.deepEqual(plan.properties.groups.slice(0, 2).map((g) => g.groupType), ["Shutdown", "Failover"]);
});

test("what isn't there is an error with the service's code", async () => {
  await assert.rejects(client.replicationProtectedItems.get(...path(await item("app01")).slice(0, 4), "nosuch"), (e) => e.name === "RestError" && e.statusCode === 404 && typeof e.code === "string");
  await assert.rejects(client.replicationJobs.get(vault, group, "nosuch"), (e) => e.statusCode === 404);
});

test("a job is cancelled while it runs", async () => {
  const name = "lin01";
  const starting = reprotectToAvs(name).then(() => "done", (e) => e);
  const running = await until("the reprotect's job is there", async () => (await jobs()).find((j) => j.properties.targetObjectName === name && ["NotStarted", "InProgress"].includes(j.properties.state)));
  // The operation that cancels is the job itself, so the client sees it end as cancelled.
  await assert.rejects(client.replicationJobs.beginCancelAndWait(vault, group, running.name), /cancel/i);
  assert.equal((await client.replicationJobs.get(vault, group, running.name)).properties.state, "Cancelled");
  assert.match(String(await starting), /cancel/i);
});

test("VMs of both architectures are reprotected to AVS and get ready", async () => {
  const all = ["sql01", "app01", "app02", "lin02", "api01", "sqlc01", "sqlc02"];
  const answers = await Promise.all(all.map(reprotectToAvs));
  assert.deepEqual(answers.map((a) => a.properties.friendlyName), all);
  await Promise.all(all.map(ready));
  assert.equal(typeOf(await item("sql01")), "InMage");
  assert.equal(typeOf(await item("app01")), "InMageRcmFailback");
});

test("recovery points are listed and read", async () => {
  for (const name of ["sql01", "sqlc01"]) {
    const points = await pointsOf(name);
    assert.ok(points.length > 0 && points.every((p) => p.properties.recoveryPointTime instanceof Date));
    const one = await client.recoveryPoints.get(...path(await item(name)), points[0].name);
    assert.equal(one.id, points[0].id);
  }
});

test("a classic VM is failed back, committed and protected again", async () => {
  const failedBack = await client.replicationProtectedItems.beginUnplannedFailoverAndWait(...path(await item("sql01")), {
    properties: { failoverDirection: "PrimaryToRecovery", sourceSiteOperations: "NotRequired", providerSpecificDetails: { instanceType: "InMage", recoveryPointType: "LatestTime" } },
  });
  assert.ok(failedBack.properties.allowedOperations.includes("Commit"), `Allowed: ${failedBack.properties.allowedOperations}`);
  const committed = await client.replicationProtectedItems.beginFailoverCommitAndWait(...path(failedBack));
  assert.ok(!committed.properties.allowedOperations.includes("Commit"));
  await until("the agent has registered and the VM is reprotected", () => reprotected("sql01"));
  await ready("sql01");
  assert.equal(typeOf(await item("sql01")), "InMageAzureV2");
});

test("a modernized VM is failed back, committed and protected again", async () => {
  const failedBack = await modernizedFailback("app02");
  assert.ok(failedBack.properties.allowedOperations.includes("Commit"), `Allowed: ${failedBack.properties.allowedOperations}`);
  await client.replicationProtectedItems.beginFailoverCommitAndWait(...path(failedBack));
  await until("the agent has registered and the VM is reprotected", () => reprotected("app02"));
  await ready("app02");
  assert.equal(typeOf(await item("app02")), "InMageRcm");
});

test("a modernized failback is cancelled", async () => {
  const failedBack = await modernizedFailback("app01");
  assert.ok(failedBack.properties.allowedOperations.includes("CancelFailover"), `Allowed: ${failedBack.properties.allowedOperations}`);
  const cancelled = await client.replicationProtectedItems.beginFailoverCancelAndWait(...path(failedBack));
  assert.ok(!cancelled.properties.allowedOperations.includes("Commit"));
  await ready("app01");
});

const planFailback = (details) => ({ properties: { failoverDirection: "RecoveryToPrimary", sourceSiteOperations: "NotRequired", providerSpecificDetails: [details] } });
const modernizedPlan = planFailback({ instanceType: "InMageRcmFailback", recoveryPointType: "CrashConsistent", useMultiVmSyncPoint: "true" });

test("a plan's failback stops at its manual action, is resumed and then cancelled", async () => {
  const plan = client.replicationRecoveryPlans.beginPlannedFailoverAndWait(vault, group, "Portal", modernizedPlan);
  const suspended = await until("the job is suspended", async () => (await jobs("JobStatus eq 'Suspended'"))[0]);
  const resumed = await client.replicationJobs.beginResumeAndWait(vault, group, suspended.name, { properties: { comments: "The names are right." } });
  assert.equal(resumed.name, suspended.name);
  assert.equal((await plan).name, "Portal");
  const job = await client.replicationJobs.get(vault, group, suspended.name);
  assert.equal(job.properties.state, "Succeeded");
  assert.ok(job.properties.tasks.length > 0);
  await client.replicationRecoveryPlans.beginFailoverCancelAndWait(vault, group, "Portal");
  await Promise.all(["app01", "api01"].map(ready));
});

test("a plan of modernized VMs is failed back and committed", async () => {
  const plan = await client.replicationRecoveryPlans.beginPlannedFailoverAndWait(vault, group, "Web-tier", modernizedPlan);
  assert.equal(plan.name, "Web-tier");
  await client.replicationRecoveryPlans.beginFailoverCommitAndWait(vault, group, "Web-tier");
  for (const member of await items("RecoveryPlanName eq 'Web-tier'")) {
    assert.ok(!(await item(member.properties.friendlyName)).properties.allowedOperations.includes("Commit"));
  }
});

test("a plan of classic VMs is failed back and committed", async () => {
  await client.replicationRecoveryPlans.beginUnplannedFailoverAndWait(vault, group, "SQL-cluster", planFailback({ instanceType: "InMage", recoveryPointType: "LatestTime" }));
  const before = await item("sqlc01");
  assert.ok(before.properties.allowedOperations.includes("Commit"), `Allowed: ${before.properties.allowedOperations}`);
  await client.replicationRecoveryPlans.beginFailoverCommitAndWait(vault, group, "SQL-cluster");
  assert.ok(!(await item("sqlc01")).properties.allowedOperations.includes("Commit"));
});

test("jobs are listed by status and time, and read with their tasks", async () => {
  const every = await jobs();
  assert.ok(every.length > 10);
  const times = every.map((j) => j.properties.startTime.getTime());
  assert.deepEqual(times, [...times].sort((a, b) => b - a), "The newest isn't first.");
  const cancelled = await jobs("JobStatus eq 'Cancelled'");
  assert.ok(cancelled.length > 0 && cancelled.every((j) => j.properties.state === "Cancelled"));
  const several = await jobs("( JobStatus eq 'Cancelled' or JobStatus eq 'Succeeded' )");
  assert.ok(several.length > cancelled.length);
  const middle = every[Math.floor(every.length / 2)].properties.startTime;
  const since = await jobs(`StartTime eq '${middle.toISOString()}'`);
  assert.ok(since.length > 0 && since.length < every.length && since.every((j) => j.properties.startTime >= middle));
  const job = await client.replicationJobs.get(vault, group, every[0].name);
  assert.ok(job.properties.tasks.length > 0);
  assert.ok(job.properties.endTime instanceof Date);
});
