package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.List;
import java.util.Set;

/// Whether an expression yields a different value for each row, as far as its text shows.
public sealed interface Volatility {
  /// All rows get the same value.
  record None() implements Volatility {}

  /// Each row gets its own value.
  record Certain(String function) implements Volatility {}

  /// It depends on the declared volatility of a function.
  record Possible(String function) implements Volatility {}

  /// Volatile functions of the server and of the extensions that it includes.
  Set<String> VOLATILE =
      Set.of(
          ("clock_timestamp timeofday random random_normal setseed gen_random_uuid uuidv4 uuidv7"
                  + " nextval currval lastval setval txid_current pg_current_xact_id uuid_generate_v1"
                  + " uuid_generate_v1mc uuid_generate_v4 gen_random_bytes gen_salt pg_sleep"
                  + " array_sample array_shuffle ulid_generate gen_ulid gen_ulid_uuid")
              .split(" "));

  /// Common functions of the server that are not volatile, and keywords that look like functions.
  Set<String> STEADY =
      Set.of(
          ("now current_date current_time current_timestamp localtime localtimestamp"
                  + " transaction_timestamp statement_timestamp current_user session_user user"
                  + " current_role current_catalog current_schema current_setting current_database"
                  + " coalesce nullif greatest least array row cast extract case when then else in"
                  + " any all and or not"
                  + " lower upper initcap concat concat_ws format length char_length left right"
                  + " substr substring trim btrim ltrim rtrim replace split_part md5 sha256 encode"
                  + " decode to_char to_date to_timestamp to_number date_trunc date_part age"
                  + " make_date make_timestamp make_timestamptz make_interval timezone"
                  + " abs ceil floor round trunc mod power sqrt sign div"
                  + " json_build_object jsonb_build_object json_build_array jsonb_build_array to_json"
                  + " to_jsonb json_object jsonb_object jsonb_set array_fill array_append string_to_array"
                  + " regexp_replace repeat lpad rpad reverse chr ascii uuid_nil"
                  + " int4range int8range numrange tsrange tstzrange daterange point box"
                  + " to_tsvector inet_client_addr text date timestamp interval numeric varchar char bit")
              .split(" "));

  /// Determines the volatility of an expression.
  static Volatility of(List<Token> tokens) {
    Volatility found = new None();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean call = token.isName() && tokens.get(i + 1).kind() == TokenKind.OPEN;
      if (!call || isType(tokens, i)) {
        continue;
      }
      String name = token.name();
      if (VOLATILE.contains(name)) {
        return new Certain(name);
      }
      if (!STEADY.contains(name)) {
        found = new Possible(name);
      }
    }
    return found;
  }

  /// Whether a name is a type: `'x'::varchar(20)`, `CAST(x AS numeric(10, 2))`.
  private static boolean isType(List<Token> tokens, int i) {
    int before = i - 1;
    while (before > 0
        && (tokens.get(before).isSymbol(".") || tokens.get(before - 1).isSymbol("."))) {
      before--;
    }
    return before >= 0
        && (tokens.get(before).isSymbol("::")
            || tokens.get(before).isWord("as")
            || tokens.get(before).isWord("character"));
  }
}
