/// What heartbeats say of miners, machines and GPUs, kept without being events: written when it
/// changes, and now and then to say that it is still so.
@NullMarked
package io.byteleap.persistence.inventory;

import org.jspecify.annotations.NullMarked;
