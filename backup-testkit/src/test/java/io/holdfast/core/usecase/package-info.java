/**
 * Tests of the core's use cases on the fakes of the contract kit. They live here because the kit depends on the core, so the
 * core's own tests cannot depend on the kit.
 */
package io.holdfast.core.usecase;
