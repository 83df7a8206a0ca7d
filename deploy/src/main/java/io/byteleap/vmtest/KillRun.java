package io.byteleap.vmtest;

import io.byteleap.faulttest.Broken;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Kills a worker (kill -9) when it begins a step of making or destroying a machine; the next one
/// must end the order, and leave a machine that stands or nothing.
record KillRun(VmTestOptions options, TestHost.Systems systems, PrintStream out) {
  private static final List<String> MAKING =
      List.of(
          "checks the image",
          "makes the disk",
          "makes the seed",
          "defines the machine",
          "starts the machine",
          "waits until the machine runs");
  private static final List<String> DESTROYING =
      List.of("turns the machine off", "resets the GPUs", "deletes the machine's files");

  void run() throws IOException {
    var site = options.kills();
    site.remove();
    site.prepare(List.of(VmTestOptions.WORKER));
    int number = 0;
    for (String step : MAKING) {
      killWhileMaking("kill" + number++, step);
    }
    for (String step : DESTROYING) {
      killWhileDestroying("kill" + number++, step);
    }
    site.remove();
  }

  private void killWhileMaking(String name, String step) throws IOException {
    kill(Victim.MAKE + "-" + name, step);
    finish(Victim.MAKE + "-" + name);
    try (var host = TestHost.start(options, systems)) {
      var ended = host.carry(VmOrders.make(name), _ -> {});
      if (ended.outcome() instanceof Done) {
        destroy(host, name);
      }
      check(host, ended.outcome() instanceof Failed(var why) ? why.value() : "made", step);
    }
  }

  private void killWhileDestroying(String name, String step) throws IOException {
    try (var host = TestHost.start(options, systems)) {
      if (!(host.carry(VmOrders.make(name), _ -> {}).outcome() instanceof Done)) {
        throw new Broken("a machine to be destroyed is not made");
      }
    }
    kill(Victim.DESTROY + "-" + name, step);
    finish(Victim.DESTROY + "-" + name);
    try (var host = TestHost.start(options, systems)) {
      var ended = host.carry(VmOrders.destroy(name), _ -> {});
      if (ended.outcome() instanceof Failed) {
        destroy(host, name);
      }
      check(host, ended.outcome() instanceof Failed(var why) ? why.value() : "destroyed", step);
    }
  }

  private static void destroy(TestHost host, String name) {
    var order = VmOrders.order("after-" + name, VmOrders.destroy(name).operation());
    if (host.carry(order, _ -> {}).outcome() instanceof Failed(var why)) {
      throw new Broken("the machine is not destroyed: " + why);
    }
  }

  private void check(TestHost host, String outcome, String step) {
    var left = host.leftovers();
    if (!left.isEmpty()) {
      throw new Broken("killed at '" + step + "': left are " + left);
    }
    out.printf("killed at '%s': the order ended as: %s; nothing is left%n", step, outcome);
  }

  private void kill(String what, String step) throws IOException {
    var process = victim(what);
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.equals(Victim.STEP + step)) {
        line = lines.readLine();
      }
      process.destroyForcibly();
      if (line == null) {
        throw new Broken("the worker ended before the step '" + step + "'");
      }
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  /// Starts the worker again, as a process of its own, and lets it end the order. Who asks for the
  /// order afterwards hears the same end.
  private void finish(String what) throws IOException {
    var process = victim(what);
    try (var out = process.getInputStream()) {
      out.transferTo(OutputStream.nullOutputStream());
      if (process.waitFor() != 0) {
        throw new Broken("the worker that was started again has failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private Process victim(String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            VmTestMain.class.getName(),
            "--image=" + options.image(),
            "--folder=" + options.folder(),
            "--socket=" + options.socket(),
            "--user=" + options.user(),
            "--emulated=" + options.isEmulated(),
            "--victim=" + what)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
