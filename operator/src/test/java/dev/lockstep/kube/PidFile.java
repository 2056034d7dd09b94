package dev.lockstep.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tells who has to clean up after a killed test run that a process is the run's: `kube down` ends
/// the processes named in `pids` folders below the cluster's folder, provided that their command
/// line names the cluster's folder too.
public final class PidFile {
  private PidFile() {}

  /// Names the process in this folder, which is called `pids`.
  public static Path write(Path folder, Process process) throws IOException {
    var pid = Long.toString(process.pid());
    return Files.writeString(Files.createDirectories(folder).resolve(pid), pid);
  }
}
