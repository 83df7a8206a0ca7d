package io.byteleap.worker.update;

import io.byteleap.worker.fetch.FetchProblem;
import io.byteleap.worker.fetch.HttpsFetch;
import java.net.URI;
import java.nio.file.Path;

/// Versions published by a web server.
final class HttpsSource implements UpdateSource {
  private final HttpsFetch fetch;
  private final String base;

  HttpsSource(HttpsFetch fetch, URI address) {
    this.fetch = fetch;
    this.base = address.toString().endsWith("/") ? address.toString() : address + "/";
  }

  @Override
  public byte[] read(String name, int sizeMax) throws UpdateProblem {
    try {
      return fetch.bytes(URI.create(base + name), sizeMax);
    } catch (FetchProblem e) {
      throw problem(e);
    }
  }

  @Override
  public void fetch(String name, Path target, long size) throws UpdateProblem {
    try {
      fetch.resume(URI.create(base + name), target, size);
    } catch (FetchProblem e) {
      throw problem(e);
    }
  }

  private static UpdateProblem problem(FetchProblem e) {
    return new UpdateProblem(Layer.SOURCE, String.valueOf(e.getMessage()), e);
  }
}
