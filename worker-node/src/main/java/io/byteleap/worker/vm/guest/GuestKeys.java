package io.byteleap.worker.vm.guest;

import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.worker.vm.VmProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Keys in a machine: those of its users, and those that it makes for itself.
///
/// A file of keys is written beside its place and then put there with its owner and permissions, so
/// that it is never half there, and read again: only what is in it then counts.
public final class GuestKeys {
  private static final int FILE_SIZE_MAX = 1 << 18;
  private static final String RSA_BITS = "4096";

  /// Looking for large primes may take a slow machine long.
  private static final Duration GENERATION_PATIENCE = Duration.ofSeconds(45);

  private final GuestAgent agent;
  private final GuestUser user;

  public GuestKeys(GuestAgent agent, GuestUser user) {
    this.agent = agent;
    this.user = user;
  }

  /// Lets the key's owner log in.
  public void add(SshKey key) throws VmProblem {
    String folder = makeFolder(ssh());
    String file = folder + "/authorized_keys";
    change(file, lines -> with(lines, key));
    if (lines(file).stream().noneMatch(line -> isOf(line, key))) {
      throw new VmProblem("the key is not in " + file + " after it was written");
    }
  }

  /// Takes a login back; fine when there was none.
  public void revoke(SshKey key) throws VmProblem {
    revoke(key, ssh() + "/authorized_keys");
  }

  private void revoke(SshKey key, String file) throws VmProblem {
    if (!isThere(file)) {
      return;
    }
    change(file, lines -> without(lines, key));
    if (lines(file).stream().anyMatch(line -> isOf(line, key))) {
      throw new VmProblem("the key is still in " + file);
    }
  }

  /// Makes a key pair named after the order, or finds the one that it made before.
  public SshKey make(VmTaskId task) throws VmProblem {
    makeFolder(ssh());
    String folder = makeFolder(made());
    String file = pair(task);
    if (!isThere(file + ".pub")) {
      agent.require("/usr/bin/rm", "-f", "--", file);
      generate(task, file);
      agent.require("/usr/bin/chown", owner(), "--", file, file + ".pub");
    }
    var key = parsed(agent.read(file + ".pub", FILE_SIZE_MAX));
    String authorized = folder + "/authorized_keys";
    change(authorized, lines -> with(lines, key));
    return key;
  }

  private void generate(VmTaskId task, String file) throws VmProblem {
    var ran =
        agent.run(
            GENERATION_PATIENCE,
            "/usr/bin/ssh-keygen",
            "-q",
            "-t",
            "rsa",
            "-b",
            RSA_BITS,
            "-N",
            "",
            "-C",
            task.value(),
            "-f",
            file);
    if (ran.code() != 0) {
      throw new VmProblem("in the machine, ssh-keygen ended with " + ran.code());
    }
  }

  private static SshKey parsed(String text) throws VmProblem {
    try {
      return SshKey.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw new VmProblem("the machine made no key: " + e.getMessage(), e);
    }
  }

  /// Takes a key back that the order `madeBy` made, with its files; fine when there is none.
  public void revokeMade(SshKey key, VmTaskId madeBy) throws VmProblem {
    revoke(key, made() + "/authorized_keys");
    agent.require("/usr/bin/rm", "-f", "--", pair(madeBy), pair(madeBy) + ".pub");
    if (isThere(pair(madeBy))) {
      throw new VmProblem("the key's file is still there");
    }
  }

  private String ssh() {
    return user.home() + "/.ssh";
  }

  private String made() {
    return ssh() + "/authentication";
  }

  private String pair(VmTaskId task) {
    return made() + "/id_rsa_authentication_" + task;
  }

  private String makeFolder(String folder) throws VmProblem {
    String[] ids = owner().split(":", 2);
    agent.require("/usr/bin/install", "-d", "-m", "0700", "-o", ids[0], "-g", ids[1], "--", folder);
    return folder;
  }

  /// The user's own number and that of the group, as `uid:gid`.
  private String owner() throws VmProblem {
    return number("-u") + ":" + number("-g");
  }

  private String number(String which) throws VmProblem {
    var ran = agent.run("/usr/bin/id", which, user.name());
    String number = ran.output().strip();
    if (ran.code() != 0 || !number.matches("[0-9]{1,10}")) {
      throw new VmProblem("the machine has no user " + user);
    }
    return number;
  }

  private boolean isThere(String file) throws VmProblem {
    return switch (agent.run("/usr/bin/test", "-e", file).code()) {
      case 0 -> true;
      case 1 -> false;
      default -> throw new VmProblem("in the machine, it cannot be told whether there is " + file);
    };
  }

  private List<String> lines(String file) throws VmProblem {
    return isThere(file) ? agent.read(file, FILE_SIZE_MAX).lines().toList() : List.of();
  }

  private void change(String file, UnaryOperator<List<String>> change) throws VmProblem {
    var before = lines(file);
    var after = change.apply(before);
    if (after.equals(before)) {
      return;
    }
    String fresh = file + ".byteleap";
    String[] ids = owner().split(":", 2);
    try {
      agent.write(fresh, after.isEmpty() ? "" : String.join("\n", after) + "\n");
      agent.require(
          "/usr/bin/install", "-m", "0600", "-o", ids[0], "-g", ids[1], "--", fresh, file);
    } finally {
      agent.require("/usr/bin/rm", "-f", "--", fresh);
    }
  }

  private static List<String> with(List<String> lines, SshKey key) {
    return lines.stream().anyMatch(line -> isOf(line, key))
        ? lines
        : Stream.concat(lines.stream(), Stream.of(key.line())).toList();
  }

  private static List<String> without(List<String> lines, SshKey key) {
    return lines.stream().filter(line -> !isOf(line, key)).toList();
  }

  /// Whether a line is for this very key: kind and base64, one after the other, whatever options
  /// stand in front and whatever comment follows.
  private static boolean isOf(String line, SshKey key) {
    if (line.strip().startsWith("#")) {
      return false;
    }
    List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals(key.kind()) && words.get(i + 1).equals(key.base64())) {
        return true;
      }
    }
    return false;
  }
}
