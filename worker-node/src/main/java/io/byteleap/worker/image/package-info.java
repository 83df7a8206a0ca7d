/// The base image of virtual machines.
@NullMarked
package io.byteleap.worker.image;

import org.jspecify.annotations.NullMarked;
