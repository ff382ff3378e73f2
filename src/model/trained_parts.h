// What the kinds of trained models share: each kind fills a Trained from bytes that are mapped already. For this room alone.
#ifndef ATTEND_MODEL_TRAINED_PARTS_H
#define ATTEND_MODEL_TRAINED_PARTS_H

#include "data/tensors.h"
#include "model/trained.h"

bool trained_own(Arena *arena, const Tensors *tensors, Trained *out, Problems *problems);
bool trained_gpt2(Arena *arena, const Tensors *tensors, Trained *out, Problems *problems);
bool trained_llama(Arena *arena, Trained *out, Problems *problems);
bool tensors_are_own(const Tensors *tensors);
bool tensors_are_gpt2(const Tensors *tensors);

// The numbers of a tensor as floats: where they lie, if they are floats there, else converted into the arena. NULL with a problem
// when it is missing, has another shape, or its numbers are not floats.
const float *trained_floats(Arena *arena, const Tensors *tensors, const char *name, Shape shape, Problems *problems);
// How many layers the names speak of: "h.11.ln_1.weight" of 12, counted from `first` behind the prefix "h.". So one that lacks a
// tensor is missed.
int trained_layers(const Tensors *tensors, const char *prefix, int first);
// All numbers of a small model are looked at. False with a problem that names the first that is none.
bool trained_finite(const LanguageTensor *tensor, const char *file, Problems *problems);
// A file in the folder of the model; NULL when there is none.
const char *trained_beside(Arena *arena, const char *file, const char *name);
bool trained_sizes_fit(const LanguageSizes *sizes, const char *file,
                       Problems *problems); // every size, before anything is allocated

#endif
