package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptConfig.Replacement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                            | AS_STATEMENTS_ALLOW | DECLARED
          # executeInTransaction=false                  | AS_STATEMENTS_ALLOW | DECLARED
          executeInTransaction=false                    | NONE                | DECLARED
          executeInTransaction = FALSE \\r\\n             | NONE                | DECLARED
          executeInTransaction=true                     | AS_STATEMENTS_ALLOW | DECLARED
          placeholderReplacement=false                  | AS_STATEMENTS_ALLOW | NOTHING
          placeholderReplacement=true                   | AS_STATEMENTS_ALLOW | DECLARED
          executeInTransaction=false\\nplaceholderReplacement=false | NONE     | NOTHING
          encoding=UTF-8\\nshouldExecute=true            | AS_STATEMENTS_ALLOW | DECLARED
          encoding=utf8                                 | AS_STATEMENTS_ALLOW | DECLARED
          """)
  void followsFlywaysKeys(String text, Script.Transactions transactions, Replacement placeholders)
      throws MarkerException {
    assertThat(ScriptConfig.parse(text.translateEscapes()))
        .isEqualTo(new ScriptConfig(transactions, placeholders));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          executeInTransaction=no                  | executeInTransaction is 'no', but must be true or false
          executeInTransaction                     | executeInTransaction is ''
          placeholderReplacement=${x}              | placeholderReplacement is '${x}'
          shouldExecute=false                      | shouldExecute=false is not supported
          shouldExecute=${environment}==production | shouldExecute=${environment}==production is not supported
          encoding=ISO-8859-1                      | encoding=ISO-8859-1 is not supported: save the script as UTF-8
          flyway.executeInTransaction=false        | the key flyway.executeInTransaction is not supported
          lockRetryCount=3                         | the key lockRetryCount is not supported
          """)
  void refusesWhatItCannotFollow(String text, String sentence) {
    var refusal = catchThrowableOfType(MarkerException.class, () -> ScriptConfig.parse(text));

    assertThat(refusal.sentence("V1__a.sql.conf")).startsWith("V1__a.sql.conf: " + sentence);
  }
}
