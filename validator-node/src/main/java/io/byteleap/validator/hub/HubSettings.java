package io.byteleap.validator.hub;

import io.byteleap.config.Require;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Where the hub is, who we are to it, and how often it hears of us.
public record HubSettings(
    URI url, AccessToken token, HubIdentity identity, Rhythm rhythm, Tokens tokens) {
  /// Whether the hub is one that gives tokens of a VM gateway, which the published protocol has
  /// not.
  public enum Tokens {
    NONE,
    GIVEN
  }

  boolean givesTokens() {
    return tokens == Tokens.GIVEN;
  }

  /// `heartbeat`, `report` and `fullReport`: how often these are sent. `leaseLife`: how long a
  /// lease that is not published again counts at least. `dial`: for the connection to open, and
  /// again for the hub to answer the handshake. `keepAlive`: after so much silence the hub is
  /// pinged, and after as much again given up. `proven`: a connection that lasted so long was of
  /// use. `pauseFirst` and `pauseLast`: between tries to connect. `patience`: for what a message
  /// leads to.
  public record Rhythm(
      Duration heartbeat,
      Duration report,
      Duration fullReport,
      Duration leaseLife,
      Duration dial,
      Duration keepAlive,
      Duration proven,
      Duration pauseFirst,
      Duration pauseLast,
      Duration patience) {
    public Rhythm {
      List.of(
              heartbeat,
              report,
              fullReport,
              leaseLife,
              dial,
              keepAlive,
              proven,
              pauseFirst,
              pauseLast,
              patience)
          .forEach(time -> Require.positive("every time", time));
    }
  }
}
