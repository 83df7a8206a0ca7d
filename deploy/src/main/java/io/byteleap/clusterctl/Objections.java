package io.byteleap.clusterctl;

import io.byteleap.worker.program.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What speaks against installing an archive on hosts as they are. Nothing is changed while there
/// is any.
final class Objections {
  private static final long FREE_KIB_MIN = 1L << 20;
  private static final String VERSION = "[0-9]{1,6}(\\.[0-9]{1,6}){1,3}";
  private static final long CLOCK_SECONDS_MAX = 30;

  private final Archive archive;
  private final String authority;
  private final long seconds;

  /// `authority` is the SHA-256 of ours, empty where it is yet to be made; `seconds` the time here.
  Objections(Archive archive, String authority, long seconds) {
    this.archive = archive;
    this.authority = authority;
    this.seconds = seconds;
  }

  /// A line each, with the host's name in front.
  List<String> to(Map<Host, Probe> probes) {
    List<String> lines = new ArrayList<>();
    probes.forEach(
        (host, probe) -> of(host, probe).forEach(what -> lines.add(host.name() + ": " + what)));
    return lines;
  }

  private List<String> of(Host host, Probe probe) {
    List<String> found = new ArrayList<>();
    if (!probe.user().equals("0")) {
      found.add("what installs must be root there, is user " + probe.user());
    }
    if (!archive.fits(probe.system())) {
      found.add("is " + probe.system() + ", the archive is for " + archive.architecture());
    }
    if (probe.packaged()) {
      found.add(
          "byteleap-"
              + host.tier().word()
              + " is installed from a package; remove that first (dpkg -r keeps configuration and"
              + " data)");
    }
    if (!probe.version().isEmpty() && !probe.version().matches(VERSION)) {
      found.add("what is installed in /opt/byteleap/current says no version");
    }
    if (isNewer(probe.version())) {
      found.add(
          "runs version "
              + probe.version()
              + ", the archive is "
              + archive.version()
              + ": going back is a restore");
    }
    if (host.tier() == Tier.VALIDATOR
        && !probe.authority().isEmpty()
        && !probe.authority().equals(authority)) {
      found.add(
          "its certificate is of another authority (/etc/byteleap/cluster-ca.pem, SHA-256 "
              + probe.authority()
              + ")");
    }
    if (!probe.hotkey()) {
      found.add("no hotkey in " + host.walletFolder());
    }
    if (host.tier() == Tier.WORKER && host.miner().isEmpty() && !probe.joined()) {
      found.add("has not joined a miner; name the host of one (miner)");
    }
    if (probe.freeKib() < FREE_KIB_MIN) {
      found.add("1024 MiB are needed at /opt, " + probe.freeKib() / 1_024 + " MiB are free");
    }
    if (Math.abs(probe.seconds() - seconds) > CLOCK_SECONDS_MAX) {
      found.add(
          "its clock is "
              + Math.abs(probe.seconds() - seconds)
              + " s off that of this machine; set it first");
    }
    return found;
  }

  private boolean isNewer(String installed) {
    return installed.matches(VERSION) && new Version(installed).isNewerThan(archive.version());
  }
}
