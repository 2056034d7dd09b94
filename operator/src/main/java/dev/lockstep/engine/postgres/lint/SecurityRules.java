package dev.lockstep.engine.postgres.lint;

import java.util.List;

/// Rights that reach further than one thinks.
final class SecurityRules implements RuleGroup {
  static final Rule PUBLIC =
      Rule.of(
          "grant-to-public",
          Hazard.SECURITY,
          Severity.WARNING,
          null,
          "A privilege of PUBLIC is one of every role that there is or will be.",
          "GRANT SELECT ON orders TO shop_reader;");

  static final Rule DEFINER =
      Rule.of(
          "security-definer-search-path",
          Hazard.SECURITY,
          Severity.WARNING,
          null,
          "A SECURITY DEFINER function without a search_path of its own runs what its caller puts in"
              + " the way, with its owner's rights.",
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
  public void look(Sight sight, Findings findings) {
    switch (sight.command()) {
      case Command.GrantToPublic grant ->
          findings.add(
              PUBLIC,
              "every role gets %s on %s".formatted(grant.privileges(), grant.object()),
              "GRANT %s ON %s TO ...;".formatted(grant.privileges(), grant.object()));
      case Command.CreateFunction create when create.definer() && !create.ownPath() ->
          findings.add(
              DEFINER,
              "%s runs with its owner's rights and its caller's search_path"
                  .formatted(create.name().sql()),
              "ALTER FUNCTION %s SET search_path = %s, pg_temp;"
                  .formatted(
                      create.name().sql(),
                      Name.quoted(sight.model().target(create.name()).schema())));
      default -> {}
    }
  }
}
