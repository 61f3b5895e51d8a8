#!/usr/bin/env bash
# Draws the sections and trains the region network in five phases, then takes the weights in: hours on two cores, the last three with a matrix unit (AMX).
# The weights that ship were trained so, but for this: the first phase was stopped after 24 of its 40 epochs, the third after 17 of its 24.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
marrow=$here/../../marrow
work=${1:?a folder for data and runs}
export nnUNet_raw=$work/raw nnUNet_preprocessed=$work/preprocessed nnUNet_results=$work/results

# Sections of the standard kinds first; then of other scales, with tinted vacuoles, worse light and more glass; then with what real sections
# showed to be missing, then with pale bone too, which a network that has seen tinted vacuoles takes for fat; at last vacuoles that run together.
"$marrow" phantom dataset --count 400 --side 384 --seed 1 --out "$nnUNet_raw/Dataset901_Compartments"
"$marrow" phantom dataset --count 500 --side 384 --seed 10001 --scale-spread 1.5 --out "$nnUNet_raw/Dataset902_Compartments"
"$marrow" phantom dataset --count 600 --side 384 --seed 20001 --scale-spread 1.5 --broad --out "$nnUNet_raw/Dataset903_Compartments"
"$marrow" phantom dataset --count 400 --side 384 --seed 30001 --scale-spread 1.5 --broad --pale-bone --out "$nnUNet_raw/Dataset904_Compartments"
"$marrow" phantom dataset --count 600 --side 384 --seed 40001 --scale-spread 1.5 --broad --pale-bone --worn --out "$nnUNet_raw/Dataset905_Compartments"

# The last phase sees all of the later kinds together, so that it forgets none.
mixed=$nnUNet_raw/Dataset906_Compartments
mkdir -p "$mixed/imagesTr" "$mixed/labelsTr"
mix() {
  for folder in imagesTr labelsTr; do
    find "$nnUNet_raw/Dataset$1_Compartments/$folder" -name 'section_*' | sort | sed -n "1,$2p" | while read -r file; do
      cp "$file" "$mixed/$folder/s$1_${file##*/section_}"
    done
  done
}
mix 902 200
mix 903 600
mix 904 400
mix 905 600
sed 's/"numTraining": .*,/"numTraining": 1800,/' "$nnUNet_raw/Dataset905_Compartments/dataset.json" >"$mixed/dataset.json"

for number in 901 902 903 904 906; do
  "$marrow" segment plan $number
  # nnU-Net's plan for this data is a network of 33 million weights; this one has 1.8 million.
  sed "s/Dataset90._Compartments/Dataset${number}_Compartments/" "$here/plans.json" >"$nnUNet_preprocessed/Dataset${number}_Compartments/marrowRegionPlans.json"
done

train() { "$marrow" segment train "$1" --plans marrowRegionPlans --iterations 100 --validation-iterations 10 --threads 2 --out "$work/phase$1" "${@:2}"; }
train 901 --epochs 40 --seed 0
train 902 --epochs 15 --seed 1 --weights "$work/phase901/fold_0/checkpoint_final.pth"
train 903 --epochs 24 --seed 2 --precision amx --weights "$work/phase902/fold_0/checkpoint_final.pth"
train 904 --epochs 13 --seed 3 --precision amx --learning-rate 0.005 --weights "$work/phase903/fold_0/checkpoint_final.pth"
train 906 --epochs 50 --seed 7 --precision amx --learning-rate 0.008 --weights "$work/phase904/fold_0/checkpoint_final.pth"

"$marrow" segment import "$work/phase906" --weights-only --out "$work/marrow-region" \
  --intended-use "Compartments of H&E marrow sections at about 2 µm per pixel, for marrow cellularity; to be checked by a person" \
  --data "2,500 marrow sections drawn by marrow phantom dataset; no patient's picture" \
  --licence "As Marrow itself: trained on nothing but its own drawings"
