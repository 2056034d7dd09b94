package dev.lockstep.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.jse.JseOsLib;

/// Runs the scripts of the documents as Argo CD does: with the libraries base, package and table,
/// and of `os` the clock alone.
public final class ArgoCd {
  private static final Path CONFIG = Checkout.root().resolve("operator/docs/argocd/argocd-cm.yaml");
  private static final String KIND = "lockstep.dev_SchemaMigration";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private ArgoCd() {}

  /// What Argo CD shows of a resource.
  public record Health(String status, String message) {}

  public static Health health(JsonNode resource) throws IOException {
    LuaValue result = run(config("health").asText(), resource);
    return new Health(result.get("status").checkjstring(), result.get("message").checkjstring());
  }

  /// Whether the action can be chosen.
  public static boolean offersRetry(JsonNode resource) throws IOException {
    LuaValue actions = run(actions().get("discovery.lua").asText(), resource);
    return !actions.get("retry").get("disabled").checkboolean();
  }

  /// The resource as the action changes it.
  public static JsonNode retry(JsonNode resource) throws IOException {
    return json(run(actions().at("/definitions/0/action.lua").asText(), resource));
  }

  private static JsonNode actions() throws IOException {
    return YAML.readTree(config("actions").asText());
  }

  private static JsonNode config(String what) throws IOException {
    return YAML.readTree(Files.readString(CONFIG))
        .get("data")
        .get("resource.customizations." + what + "." + KIND);
  }

  private static LuaValue run(String script, JsonNode resource) {
    var globals = new Globals();
    globals.load(new BaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    globals.load(new JseOsLib());
    LuaTable clock = new LuaTable();
    clock.set("date", globals.get("os").get("date"));
    clock.set("time", globals.get("os").get("time"));
    globals.set("os", LuaValue.NIL);
    globals.get("package").get("loaded").set("os", clock);
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("obj", lua(resource));
    return globals.load(script).call();
  }

  private static LuaValue lua(JsonNode node) {
    if (node.isObject()) {
      var table = new LuaTable();
      node.properties().forEach(field -> table.set(field.getKey(), lua(field.getValue())));
      return table;
    }
    if (node.isArray()) {
      var table = new LuaTable();
      for (int i = 0; i < node.size(); i++) {
        table.set(i + 1, lua(node.get(i)));
      }
      return table;
    }
    if (node.isNumber()) {
      return LuaValue.valueOf(node.asDouble());
    }
    if (node.isBoolean()) {
      return LuaValue.valueOf(node.asBoolean());
    }
    return node.isNull() ? LuaValue.NIL : LuaValue.valueOf(node.asText());
  }

  /// Enough for what the action changes: an empty table is an object here.
  private static JsonNode json(LuaValue value) {
    if (value.istable() && value.length() > 0) {
      var array = JSON.createArrayNode();
      for (int i = 1; i <= value.length(); i++) {
        array.add(json(value.get(i)));
      }
      return array;
    }
    if (value.istable()) {
      ObjectNode object = JSON.createObjectNode();
      for (Varargs next = value.next(LuaValue.NIL);
          !next.arg1().isnil();
          next = value.next(next.arg1())) {
        object.set(next.arg1().tojstring(), json(next.arg(2)));
      }
      return object;
    }
    if (value.type() == LuaValue.TNUMBER) {
      return JSON.getNodeFactory().numberNode(value.toint());
    }
    return value.isboolean()
        ? JSON.getNodeFactory().booleanNode(value.toboolean())
        : JSON.getNodeFactory().textNode(value.tojstring());
  }
}
