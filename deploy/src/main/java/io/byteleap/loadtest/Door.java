package io.byteleap.loadtest;

import java.net.URI;

/// Where the workers of one hotkey connect, on loopback.
record Door(int port, String path) {
  static final String HOST = "127.0.0.1";

  URI url() {
    return URI.create("ws://" + HOST + ":" + port + path);
  }
}
