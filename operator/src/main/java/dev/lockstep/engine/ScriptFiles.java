package dev.lockstep.engine;

import dev.lockstep.schema.PackedName;
import dev.lockstep.schema.ScriptsDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The files of the folders that a set is read from, each of them read once.
///
/// @param files what is text, sorted by name
/// @param digest the digest of all that could be read
/// @param errors what cannot be used, as sentences
record ScriptFiles(List<ScriptFile> files, String digest, List<String> errors) {

  static ScriptFiles read(List<Path> folders) {
    var reader = new Reader();
    folders.forEach(reader::readFolder);
    reader.files.sort(ScriptFiles::inOrder);
    return new ScriptFiles(reader.files, ScriptsDigest.of(reader.digests), reader.errors);
  }

  private static int inOrder(ScriptFile a, ScriptFile b) {
    int order = a.name().compareTo(b.name());
    return order == 0 ? a.folder().compareTo(b.folder()) : order;
  }

  private static final class Reader {
    private static final long UNPACKED_LIMIT = 256L << 20;

    private final Unpacking unpacking = new Unpacking(UNPACKED_LIMIT);
    private final List<ScriptFile> files = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final Map<String, Map<String, String>> digests = new HashMap<>();

    private void readFolder(Path folder) {
      String name = folder.toAbsolutePath().normalize().getFileName() + "";
      Map<String, String> digestsOfFolder = digests.computeIfAbsent(name, _ -> new HashMap<>());
      try (Stream<Path> entries = Files.list(folder)) {
        entries
            .filter(path -> !path.getFileName().toString().startsWith("."))
            .sorted()
            .forEach(path -> readFile(name, path, digestsOfFolder));
      } catch (IOException e) {
        errors.add(
            "the folder %s cannot be listed: %s".formatted(folder, FileTrouble.words(folder, e)));
      }
    }

    private void readFile(String folder, Path path, Map<String, String> digestsOfFolder) {
      String name = path.getFileName().toString();
      if (Files.isDirectory(path)) {
        errors.add("%s: this is a folder; scripts lie side by side in one folder".formatted(name));
        return;
      }
      try {
        byte[] bytes = Files.readAllBytes(path);
        digestsOfFolder.put(name, ScriptsDigest.ofBytes(bytes));
        files.add(ScriptFile.decode(folder, name, plain(name, bytes)));
      } catch (IOException e) {
        errors.add("%s: the file cannot be read: %s".formatted(name, FileTrouble.words(path, e)));
      } catch (ScriptFile.NotTextException e) {
        errors.add("%s: %s".formatted(name, e.getMessage()));
      }
    }

    private byte[] plain(String name, byte[] bytes) throws ScriptFile.NotTextException {
      if (Unpacking.isPacked(bytes)) {
        return unpacking.unpack(bytes);
      }
      if (PackedName.isPacked(name)) {
        throw new ScriptFile.NotTextException(
            "it is named .gz and is not packed with gzip: pack it, or name it %s"
                .formatted(PackedName.unpacked(name)));
      }
      return bytes;
    }
  }
}
