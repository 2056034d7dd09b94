package dev.lockstep.operator.migration.job;

import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.spec.BaselineSpec;
import dev.lockstep.api.v1alpha1.spec.DatabaseSpec;
import dev.lockstep.api.v1alpha1.spec.DatabaseTls;
import dev.lockstep.api.v1alpha1.spec.Drift;
import dev.lockstep.api.v1alpha1.spec.NewerApplied;
import dev.lockstep.api.v1alpha1.spec.OutOfOrder;
import dev.lockstep.api.v1alpha1.spec.ScriptStyle;
import dev.lockstep.api.v1alpha1.spec.SecretKeys;
import dev.lockstep.api.v1alpha1.spec.Timeouts;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.RunPlan;
import dev.lockstep.schema.SchemaVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The command line of a run. It uses no shell and contains no secret.
public final class RunArguments {
  private static final int DEFAULT_PORT = 5432;

  private final List<String> arguments = new ArrayList<>();

  private RunArguments() {}

  public static List<String> of(SchemaMigrationSpec spec, RunPlan plan) {
    var all = new RunArguments();
    all.arguments.add(
        switch (plan.purpose()) {
          case MIGRATE -> "migrate";
          case VERIFY -> "check";
        });
    all.database(spec.database());
    plan.configMaps().stream()
        .map(RunFiles::scriptsFolder)
        .forEach(folder -> all.add("--scripts", folder));
    spec.scripts()
        .placeholders()
        .forEach((name, value) -> all.add("--placeholder", name + "=" + value));
    spec.scripts().ignore().forEach(pattern -> all.add("--ignore", pattern));
    all.addIfSet("--style", style(spec.scripts().style()));
    all.add("--schema", spec.database().schema());
    all.add(
        "--target",
        plan.inputs().target().map(SchemaVersion::text).orElse(SchemaMigrationSpec.LATEST));
    all.add("--out-of-order", outOfOrder(spec.outOfOrder()));
    if (spec.scripts().newerApplied() == NewerApplied.ACCEPT) {
      all.add("--newer-applied", "accept");
    }
    all.purpose(spec, plan);
    all.timeouts(spec.timeouts());
    all.add("--expect-digest", plan.inputs().scriptsDigest());
    all.add("--run-id", plan.job());
    all.addIfSet("--retry-value", plan.inputs().retry().orElse(null));
    all.add("--termination-log", RunFiles.TERMINATION_LOG);
    return List.copyOf(all.arguments);
  }

  /// Adds the options that only a run, or only a verification, has.
  private void purpose(SchemaMigrationSpec spec, RunPlan plan) {
    if (plan.purpose() == Run.Purpose.MIGRATE && spec.baseline() != null) {
      baseline(spec.baseline());
    }
    if (plan.purpose() == Run.Purpose.MIGRATE && spec.goesBackTo(plan.inputs().target())) {
      add("--rollback", "allow");
    }
    if (plan.purpose() == Run.Purpose.VERIFY && spec.verify().drift() == Drift.REPORT) {
      add("--drift", "report");
    }
  }

  private void timeouts(Timeouts timeouts) {
    add("--connect-timeout", timeouts.connect());
    add("--lock-timeout", timeouts.lock());
    addIfSet("--lock-retry-timeout", timeouts.lockRetry());
    addIfSet("--concurrent-lock-timeout", timeouts.concurrentLock());
    add("--statement-timeout", timeouts.statement());
    add("--advisory-lock-timeout", timeouts.advisoryLock());
  }

  private void database(DatabaseSpec database) {
    if (database.secretRef() != null) {
      add("--database-secret", RunFiles.secretFolder(database));
      if (database.keys() != null) {
        keys(database.keys());
      }
      addIfSet("--dbname", database.name());
    }
    if (database.host() != null) {
      int port = database.port() == null ? DEFAULT_PORT : database.port();
      String name = database.name() == null ? "" : database.name();
      add("--url", "postgresql://%s:%d/%s".formatted(host(database.host()), port, encode(name)));
    }
    if (database.userFrom() != null) {
      add("--user-file", RunFiles.valueFile("lockstep-user", database.userFrom()));
    }
    if (database.passwordFrom() != null) {
      add("--password-file", RunFiles.valueFile("lockstep-password", database.passwordFrom()));
    }
    if (database.tls() != null) {
      tls(database.tls());
    }
    if (database.role() != null) {
      add("--role", database.role());
    }
    database.settings().forEach((name, value) -> add("--setting", name + "=" + value));
  }

  private void baseline(BaselineSpec baseline) {
    switch (baseline.adopt()) {
      case AUTO -> arguments.add("--adopt");
      case IGNORE -> arguments.add("--ignore-prior-history");
      case REJECT -> {}
      case null -> {}
    }
    addIfSet("--adopt-table", baseline.table());
    addIfSet("--baseline-version", baseline.version());
  }

  private void tls(DatabaseTls tls) {
    if (tls.mode() != null) {
      add("--tls-mode", tls.mode().word());
    }
    if (tls.channelBinding() != null) {
      add("--channel-binding", tls.channelBinding().word());
    }
    if (!tls.requireAuth().isEmpty()) {
      add("--require-auth", String.join(",", tls.requireAuth()));
    }
    if (tls.caFrom() != null) {
      add("--tls-ca", RunFiles.authorityFile(tls.caFrom()));
    }
    if (tls.clientCertFrom() != null) {
      String folder = RunFiles.clientCertificateFolder(tls.clientCertFrom());
      add("--tls-cert", folder + "/tls.crt");
      add("--tls-key", folder + "/tls.key");
    }
  }

  private void keys(SecretKeys keys) {
    key("uri", keys.uri());
    key("jdbc-uri", keys.jdbcUri());
    key("host", keys.host());
    key("port", keys.port());
    key("dbname", keys.dbname());
    key("username", keys.username());
    key("password", keys.password());
  }

  private void key(String role, @Nullable String key) {
    if (key != null) {
      add("--secret-key", role + "=" + key);
    }
  }

  /// Adds an option. Kubernetes expands `$(NAME)` in arguments and turns two dollar signs into one,
  /// so dollar signs are doubled.
  private void add(String option, String value) {
    arguments.add(option + "=" + value.replace("$", "$$"));
  }

  private void addIfSet(String option, @Nullable String value) {
    if (value != null) {
      add(option, value);
    }
  }

  private static String host(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static @Nullable String style(@Nullable ScriptStyle style) {
    return switch (style) {
      case AUTO -> "auto";
      case FLYWAY -> "flyway";
      case NUMBERED -> "numbered";
      case UP_DOWN -> "up-down";
      case GOOSE -> "goose";
      case DBMATE -> "dbmate";
      case null -> null;
    };
  }

  private static String outOfOrder(OutOfOrder outOfOrder) {
    return switch (outOfOrder) {
      case REJECT -> "reject";
      case APPLY -> "apply";
    };
  }
}
