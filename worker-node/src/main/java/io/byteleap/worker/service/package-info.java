/// The worker as a service of systemd: installed, removed, asked for its state.
@NullMarked
package io.byteleap.worker.service;

import org.jspecify.annotations.NullMarked;
