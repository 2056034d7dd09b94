package dev.lockstep.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.ScriptName;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GapTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          V1 V2 V4           | 3
          V1 V2 V3 V7        | 4 to 6
          V001 V002 V004     | 3
          V1 V2 V3 V5 V6 V8  | 4, 7
          V3 V4 V5           | -
          V1 V3 V5 V7        | -
          V10 V20 V30        | -
          V1 V1.1 V2 V4      | -
          V1 V5              | -
          V1                 | -
          V20260101 V20260102 V20260105 | -
          V20260101120000 V20260101120001 V20260101120003 | -
          V1 V2 B5 V6 V7 V9  | 8
          V1 V2 R V3         | -
          """)
  void isWhatASetJumpsOverThatCountsOneByOne(String versions, String expected) {
    var scripts = Stream.of(versions.split(" ")).map(GapTest::script).toList();

    assertThat(
            Gap.of(new ScriptSet(scripts, "sha256:0")).stream()
                .map(Gap::numbers)
                .collect(Collectors.joining(", ")))
        .isEqualTo(expected == null ? "" : expected);
  }

  private static Script script(String version) {
    return new Script(
        ScriptName.parse(version + "__x.sql").orElseThrow(),
        "",
        "",
        "",
        null,
        Script.Transactions.AS_STATEMENTS_ALLOW);
  }
}
