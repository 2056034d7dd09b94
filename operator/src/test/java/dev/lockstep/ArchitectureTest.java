package dev.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.lockstep.engine.postgres.session.AuthMethods;
import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.engine.postgres.session.ReservedSettings;
import dev.lockstep.engine.postgres.session.SecretMask;
import dev.lockstep.engine.postgres.session.SessionOptions;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.lockstep", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  /// The types of PostgreSQL with which the command line describes a connection.
  private static final Class<?>[] CONNECTION_TYPES = {
    AuthMethods.class,
    PostgresTarget.class,
    ReservedSettings.class,
    SecretMask.class,
    SessionOptions.class
  };

  @ArchTest
  static final ArchRule schemaIsTheKernel =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.schema..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "dev.lockstep.schema..", "java..", "com.fasterxml.jackson..", "org.jspecify..")
          .because("operator and runner share it, so it may bring in nothing of either");

  @ArchTest
  static final ArchRule engineKnowsNoKubernetes =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.lockstep.runner..",
              "dev.lockstep.operator..",
              "dev.lockstep.api..",
              "io.fabric8..",
              "io.javaoperatorsdk..",
              "com.fasterxml..",
              "picocli..")
          .because("the engine is what a second front end would use");

  @ArchTest
  static final ArchRule engineKnowsNoDialect =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.engine..")
          .and()
          .resideOutsideOfPackage("dev.lockstep.engine.postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.lockstep.engine.postgres..", "org.postgresql..")
          .because("a second dialect comes in beside PostgreSQL, and nothing above it changes");

  @ArchTest
  static final ArchRule commandsKnowNoDialect =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.runner..")
          .and()
          .resideOutsideOfPackage("dev.lockstep.runner.connection..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.lockstep.engine.postgres..", "org.postgresql..")
          .because("a command works on any Database; only connection chooses the dialect");

  @ArchTest
  static final ArchRule postgresIsEnteredByItsDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.lockstep.engine.postgres..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.lockstep.engine.postgres.*..")
                  .and(not(belongToAnyOf(CONNECTION_TYPES))))
          .because("its rooms are public for each other, and for nobody else");

  @ArchTest
  static final ArchRule oneClassChoosesPostgres =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.runner..")
          .and()
          .doNotHaveFullyQualifiedName("dev.lockstep.runner.connection.PostgresOffer")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.lockstep.engine.postgres")
          .because("the other options of a connection only describe one as libpq does");

  @ArchTest
  static final ArchRule operatorNeverTouchesADatabase =
      noClasses()
          .that()
          .resideInAnyPackage("dev.lockstep.operator..", "dev.lockstep.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "org.postgresql..", "dev.lockstep.engine..", "dev.lockstep.runner..")
          .because("it learns versions from run reports; credentials stay in the Job's pod");

  @ArchTest
  static final ArchRule runnerKnowsNoKubernetes =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.runner..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.lockstep.operator..",
              "dev.lockstep.api..",
              "io.fabric8..",
              "io.javaoperatorsdk..")
          .because("the runner works without a cluster, and its class path stays small");

  @ArchTest
  static final ArchRule gateAndMigrationDoNotKnowEachOther =
      slices()
          .matching("dev.lockstep.operator.(migration|gate)..")
          .should()
          .notDependOnEachOther()
          .because("they meet in the status of the resource only");

  @ArchTest
  static final ArchRule decisionsArePure =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.operator.migration.decision..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class)
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .because("the same observation gives the same decision, whichever operator makes it");

  @ArchTest
  static final ArchRule decisionsUseNoOtherRoomOfTheirs =
      noClasses()
          .that()
          .resideInAPackage("dev.lockstep.operator.migration.decision..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.lockstep.operator.migration..")
                  .and(not(resideInAPackage("dev.lockstep.operator.migration.decision.."))))
          .because("a decision judges what was gathered and does nothing about it itself");

  @ArchTest
  static final ArchRule migrationIsEnteredByItsReconciler =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.lockstep.operator.migration..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.lockstep.operator.migration.decision..",
              "dev.lockstep.operator.migration.observation..",
              "dev.lockstep.operator.migration.status..")
          .because("its rooms are public for each other, and for nobody else");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.lockstep.(**)").should().beFreeOfCycles().because("layers point down");

  @ArchTest
  static final ArchRule textReachesPeopleInOnePlace =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.lockstep.runner.output.Console")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.PrintStream")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .because("what others wrote is shown there and never obeyed");

  @ArchTest
  static final ArchRule namesSaySomething =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils?|Helper|Manager|Impl)")
          .because("such a name tells a reader nothing");
}
