package dev.lockstep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.lockstep", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
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
  static final ArchRule noCycles =
      slices().matching("dev.lockstep.(**)").should().beFreeOfCycles().because("layers point down");

  @ArchTest
  static final ArchRule namesSaySomething =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils?|Helper|Manager|Impl)")
          .because("such a name tells a reader nothing");
}
