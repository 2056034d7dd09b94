package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;

/// Rules for privileges that are broader than they seem.
final class SecurityRules implements RuleGroup {
  static final Rule PUBLIC =
      Rule.of(
          "grant-to-public",
          Hazard.SECURITY,
          Severity.WARNING,
          null,
          "A privilege granted to PUBLIC applies to every existing and future role.",
          "GRANT SELECT ON orders TO shop_reader;");

  static final Rule DEFINER =
      Rule.of(
          "security-definer-search-path",
          Hazard.SECURITY,
          Severity.WARNING,
          null,
          "A SECURITY DEFINER function without its own search_path can run objects of its caller with the owner's privileges.",
          """
          CREATE FUNCTION shop.close_order(id bigint) RETURNS void LANGUAGE sql
            SECURITY DEFINER SET search_path = shop, pg_temp
            AS 'UPDATE orders SET open = false WHERE orders.id = close_order.id';
          """);

  @Override
  public List<Rule> rules() {
    return List.of(PUBLIC, DEFINER);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.GrantToPublic grant ->
          findings.add(
              PUBLIC,
              "grants %s on %s to every role".formatted(grant.privileges(), grant.object()),
              "GRANT %s ON %s TO ...;".formatted(grant.privileges(), grant.object()));
      case SqlCommand.CreateFunction create when create.definer() && !create.ownPath() ->
          findings.add(
              DEFINER,
              "%s runs with its owner's privileges and its caller's search_path"
                  .formatted(create.name().sql()),
              "ALTER FUNCTION %s SET search_path = %s, pg_temp;"
                  .formatted(
                      create.name().sql(),
                      Name.quoted(context.model().target(create.name()).schema())));
      default -> {}
    }
  }
}
