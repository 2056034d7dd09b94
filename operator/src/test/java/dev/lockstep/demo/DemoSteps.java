package dev.lockstep.demo;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.lockstep.example.ExampleVariant;
import dev.lockstep.kube.ProcessNode;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// What the demo shows. Each step is an assertion with a bounded wait: a command is shown once what
/// it is to show is there, and its output is checked.
final class DemoSteps {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String RUNNING = "Running";
  private static final String CREATING = "ContainerCreating";
  private static final String GATED = "SchedulingGated";

  private final Transcript page;
  private final Shell shell;
  private final DemoEnvironment stage;
  private final KubernetesClient client;
  private final ProcessNode node;
  private final TestDatabase database;
  private final OperatorProgram operator;

  DemoSteps(
      Transcript page,
      Shell shell,
      DemoEnvironment stage,
      KubernetesClient client,
      ProcessNode node,
      TestDatabase database,
      OperatorProgram operator) {
    this.page = page;
    this.shell = shell;
    this.stage = stage;
    this.client = client;
    this.node = node;
    this.database = database;
    this.operator = operator;
  }

  void tell() {
    // Otherwise a fast machine has applied the scripts before the waiting can be shown.
    node.holdStarts();
    timed("First release: apply and see the pods wait", this::applyAndWait);
    node.releaseStarts();
    timed("First release: scripts applied, Ready", this::becomeReady);
    timed("First release: pods running", this::startPods);
    Set<String> serving = uids(pods(RUNNING));
    timed("Broken release: failure visible everywhere", () -> breakIt(serving));
    timed("Fixed release: scripts applied, Ready", this::fixIt);
    timed("Fixed release: new pods running", () -> replacePods(serving));
  }

  private void timed(String part, Runnable work) {
    long start = System.nanoTime();
    work.run();
    page.took(part, Duration.ofNanos(System.nanoTime() - start));
  }

  private void applyAndWait() {
    page.heading("Apply everything at once, in any order");
    page.say("A ConfigMap with four scripts, a Secret, a SchemaMigration and a Deployment.");
    apply(ExampleVariant.BASE);

    page.heading("The pods wait");
    page.say(
        "They need version 3 of the schema, but the database is empty: a scheduling gate holds");
    page.say(
        "them. The operator has created a Job for the scripts (the node holds it until you have seen this).");
    await(
        "two gated pods and a Job's pod",
        () -> pods(GATED).size() == 2 && quiet(kubectl("get pods")).contains(CREATING));
    expect(show(kubectl("get pods")), GATED, CREATING);
    expect(show(kubectl("get jobs")), RUNNING);
    await("the status says so", () -> quiet(kubectl("get smig")).contains("Unknown"));
    expect(show(kubectl("get smig")), "Unknown");
  }

  private void becomeReady() {
    page.heading("The status turns Ready");
    page.say("The Job's pod starts now. Each script is committed together with its history row.");
    expect(show(kubectl("wait --for=condition=Ready smig/orders --timeout=120s")), "condition met");
    expect(show(kubectl("get smig")), "True", "4");
    await("the Job is complete", () -> quiet(kubectl("get jobs")).contains("Complete"));
    expect(show(kubectl("get jobs")), "Complete");

    page.heading("The database is the truth");
    page.say("The table migration_history in the database records what is applied.");
    expect(show("lockstep history"), "V1__", "V2__", "V3__", "V4__");
  }

  private void startPods() {
    page.heading("The pods start");
    page.say("The recorded version is in their window, so the operator removed its gate.");
    expect(show(kubectl("rollout status deployment/orders --timeout=120s")), "successfully");
    await("two running pods", () -> pods(RUNNING).size() == 2 && pods(GATED).isEmpty());
    expect(show(kubectl("get pods -l app.kubernetes.io/name=orders")), RUNNING);
  }

  private void breakIt(Set<String> serving) {
    page.heading("A release with an error in its script");
    page.say("Version 5 names a column that does not exist. Its pods need version 5.");
    apply(ExampleVariant.BROKEN);
    expect(
        show(kubectl("wait --for=condition=Stalled smig/orders --timeout=120s")), "condition met");
    expect(show(kubectl("get smig")), "False", "ScriptFailed");
    page.say("Script, statement, line, SQLSTATE and message are in the status:");
    String message =
        show(
            kubectl(
                "get smig orders -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].message}'"));
    expect(message, "V5__add_order_totals.sql", "42703");

    page.heading("The same for an alert");
    await("the failure in the metrics", this::metricsTellTheFailure);
    page.command(
        "curl -s %s | grep -E '^lockstep_(schemamigration|runs|gate_waiting)'"
            .formatted(operator.metricsUrl()));
    page.output(metrics());

    page.heading("The old pods keep serving");
    page.say(
        "The script was rolled back as a whole, the failure is in the history, and the new pod waits.");
    await("a new pod that waits", () -> pods(GATED).size() == 1);
    expect(show(kubectl("get pods -l app.kubernetes.io/name=orders")), RUNNING, GATED);
    expectServing(serving);
    expect(show("lockstep history"), "V4__", "failure", "V5__");
  }

  private void fixIt() {
    page.heading("The fix");
    page.say("The same release with the error corrected: nothing to clean up, nothing to repair.");
    apply(ExampleVariant.FIXED);
    expect(show(kubectl("wait --for=condition=Ready smig/orders --timeout=120s")), "condition met");
    expect(show(kubectl("get smig")), "True", "5");
    expect(show("lockstep history"), "V5__");
  }

  private void replacePods(Set<String> serving) {
    page.heading("The new pods start, then the old pods stop");
    expect(show(kubectl("rollout status deployment/orders --timeout=120s")), "successfully");
    await("two pods, both new", () -> allNew(serving));
    expect(show(kubectl("get pods -l app.kubernetes.io/name=orders")), RUNNING);
  }

  private boolean allNew(Set<String> old) {
    List<Pod> all = servicePods();
    return all.size() == 2
        && pods(RUNNING).size() == 2
        && all.stream().noneMatch(pod -> old.contains(pod.getMetadata().getUid()));
  }

  private void expectServing(Set<String> serving) {
    Set<String> now = uids(pods(RUNNING));
    if (!now.equals(serving)) {
      throw new NotSeenException("the pods %s go on".formatted(serving), now.toString());
    }
  }

  private void apply(ExampleVariant variant) {
    Path folder = stage.example(variant, database, node.name());
    show("kubectl apply -k " + Checkout.root().relativize(folder));
  }

  private String kubectl(String command) {
    return "kubectl -n %s %s".formatted(stage.namespace(), command);
  }

  private String show(String command) {
    page.command(command);
    String output = page.wait("its answer", () -> shell.runOrThrow(command));
    page.output(output);
    return output;
  }

  private String quiet(String command) {
    return shell.run(command).output();
  }

  private static void expect(String output, String... words) {
    for (String word : words) {
      if (!output.contains(word)) {
        throw new NotSeenException("'%s' in the output".formatted(word), output);
      }
    }
  }

  private void await(String what, BooleanSupplier condition) {
    page.wait(what, () -> poll(what, condition));
  }

  private boolean poll(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new NotSeenException(
            "%s within %d s".formatted(what, LIMIT.toSeconds()),
            quiet(kubectl("get smig,jobs,pods")));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private boolean metricsTellTheFailure() {
    String metrics = metrics();
    return metrics.matches("(?s).*lockstep_schemamigration_stalled[^\n]* 1\\.0.*")
        && metrics.matches("(?s).*lockstep_gate_waiting_pods[^\n]* 1\\.0.*")
        && metrics.contains("outcome=\"Failed\"");
  }

  private String metrics() {
    return operator
        .metrics()
        .lines()
        .filter(line -> line.matches("lockstep_(schemamigration|runs|gate_waiting).*"))
        .collect(joining("\n"));
  }

  private List<Pod> servicePods() {
    return client
        .pods()
        .inNamespace(stage.namespace())
        .withLabel("app.kubernetes.io/name", "orders")
        .list()
        .getItems();
  }

  /// The service's pods that are Running, or that a gate holds.
  private List<Pod> pods(String state) {
    return servicePods().stream().filter(pod -> stateOf(pod).equals(state)).toList();
  }

  private static String stateOf(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return "Terminating";
    }
    return pod.getStatus().getConditions().stream()
        .filter(condition -> GATED.equals(condition.getReason()))
        .map(condition -> condition.getReason())
        .findFirst()
        .orElse(pod.getStatus().getPhase());
  }

  private static Set<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(toSet());
  }
}
