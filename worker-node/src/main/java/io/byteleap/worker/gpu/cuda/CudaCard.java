package io.byteleap.worker.gpu.cuda;

import java.util.concurrent.atomic.AtomicBoolean;

/// A GPU through the CUDA driver: this process's context on it and the kernels there, made at the
/// first session and kept until [#close], so that no later work waits for them.
///
/// A card that breaks down spoils its context. The next session then asks for a new one, which the
/// driver refuses a process in which kernels went wrong, until it is started anew.
final class CudaCard implements Card {
  private final CudaDriver driver;
  private final int device;
  private final CardFacts facts;
  private final ProductForm form;
  private final AtomicBoolean spoiled = new AtomicBoolean();
  private State state = new Closed();

  private sealed interface State {}

  private record Closed() implements State {}

  private record Open(long context, CudaKernels kernels) implements State {}

  private CudaCard(CudaDriver driver, int device, CardFacts facts, ProductForm form) {
    this.driver = driver;
    this.device = device;
    this.facts = facts;
    this.form = form;
  }

  static CudaCard of(CudaDriver driver, int device, CardFacts facts, ProductForm form) {
    return new CudaCard(driver, device, facts, form);
  }

  @Override
  public CardFacts facts() {
    return facts;
  }

  /// How it multiplies.
  ProductForm form() {
    return form;
  }

  @Override
  public Session session() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("BUG: the driver knows platform threads only");
    }
    var open = opened();
    driver.enter(open.context());
    try {
      return CudaSession.begin(driver, open.kernels(), this::heard);
    } catch (CudaFault fault) {
      driver.leave();
      heard(fault);
      throw fault;
    }
  }

  /// What went wrong in a session.
  private void heard(CudaFault fault) {
    if (fault.kind() == CudaFault.Kind.CARD_LOST) {
      spoiled.set(true);
    }
  }

  private synchronized Open opened() {
    if (spoiled.getAndSet(false)) {
      close();
    }
    return switch (state) {
      case Open open -> open;
      case Closed() -> {
        var open = open();
        state = open;
        yield open;
      }
    };
  }

  private Open open() {
    long context = driver.retainContext(device);
    try {
      driver.enter(context);
      return new Open(context, CudaKernels.load(driver, form));
    } catch (CudaFault fault) {
      release();
      throw fault;
    } finally {
      driver.leave();
    }
  }

  /// Frees the memory and the kernels with the context.
  @Override
  public synchronized void close() {
    if (state instanceof Open) {
      state = new Closed();
      release();
    }
  }

  /// A context that cannot be released is a lost card's: the next session will say so.
  private void release() {
    try {
      driver.releaseContext(device);
    } catch (CudaFault fault) {
      heard(fault);
    }
  }
}
