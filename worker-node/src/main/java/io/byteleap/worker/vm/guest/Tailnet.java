package io.byteleap.worker.vm.guest;

import io.byteleap.config.Secret;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.worker.vm.VmProblem;
import java.time.Duration;
import java.util.regex.Pattern;

/// A machine's place in a private network, which its own `tailscale` looks after.
///
/// The key is given to it in a file that only root can read and that is deleted afterwards: what
/// stands in a command line can be read by every user of the machine.
public record Tailnet(GuestAgent agent) {
  private static final String FOLDER = "/run/byteleap";
  private static final String KEY = FOLDER + "/tailnet";
  private static final String TAILSCALE = "/usr/bin/tailscale";
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(?:\\.(?!$)|$)){4}");

  /// Joins the network; the machine's address in it.
  public Label join(SecureUrl url, Secret authKey, Duration patience) throws VmProblem {
    agent.require("/usr/bin/install", "-d", "-m", "0700", "--", FOLDER);
    try {
      agent.write(KEY, authKey.reveal());
      up(url, patience);
    } finally {
      agent.require("/usr/bin/rm", "-f", "--", KEY);
    }
    return address();
  }

  private void up(SecureUrl url, Duration patience) throws VmProblem {
    var ran =
        agent.run(
            patience,
            TAILSCALE,
            "up",
            "--login-server=" + url.text(),
            "--auth-key=file:" + KEY,
            "--accept-routes",
            "--accept-dns");
    if (ran.code() != 0) {
      throw new VmProblem("tailscale up ended with " + ran.code() + ": " + ran.errors());
    }
  }

  private Label address() throws VmProblem {
    String first = agent.require(TAILSCALE, "ip", "-4").strip().lines().findFirst().orElse("");
    if (!ADDRESS.matcher(first).matches()) {
      throw new VmProblem("tailscale told no address");
    }
    return Label.of(first);
  }
}
