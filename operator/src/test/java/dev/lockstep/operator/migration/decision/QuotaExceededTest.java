package dev.lockstep.operator.migration.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuotaExceededTest {
  private static final String PODS =
      "Error creating: pods \"orders-x\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3";

  // O11
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jobs.batch \"a\" is forbidden: exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=3, limited: count/jobs.batch=3 | true",
        "jobs.batch \"a\" is forbidden: exceeded quota: q, requested: a=1,count/jobs.batch=1, used: a=0,count/jobs.batch=3, limited: count/jobs.batch=3 | true",
        "pods \"a\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3 | false",
        "jobs.batch is forbidden: User \"x\" cannot create resource \"jobs\" in API group \"batch\" | false",
        "admission webhook \"count/jobs.batch=1\" denied the request: exceeded quota | false",
        "'' | false"
      })
  void itIsKnownWhetherTheNumberOfJobsIsLimited(String message, boolean jobs) {
    assertThat(QuotaExceeded.of(message).filter(QuotaExceeded::limitsJobs).isPresent())
        .isEqualTo(jobs);
  }

  // O10
  @Test
  void podsThatWaitAtTheGateAreNamed() {
    QuotaExceeded message = QuotaExceeded.of(PODS).orElseThrow();

    assertThat(message.waiting(List.of())).isEmpty();
    assertThat(message.waiting(pods(1)))
        .isEqualTo(
            " Pods that wait at the gate count against the quota (1 in this namespace: web-1). A run needs room for one more pod: raise the quota, or scale their workloads down until the run has finished.");
    assertThat(message.waiting(pods(9)))
        .contains("against the quota (9 in this namespace: web-1, web-2, web-3 and others). ");
  }

  private static List<String> pods(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> "web-" + number).toList();
  }
}
